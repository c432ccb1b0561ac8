import { Router, type ErrorRequestHandler } from 'express';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { ClaimChanged } from './change-claim.js';
import { claimPages } from './claim-pages.js';
import { mergePages } from './merge-pages.js';
import { movePages } from './move-pages.js';
import { queuePages } from './queue-pages.js';
import { raceSentence } from './tell-race.js';
import { twinPages } from './twin-pages.js';

export function deskPages(context: Context): Router {
  return Router().use(
    queuePages(context),
    mergePages(context),
    twinPages(context),
    movePages(context),
    claimPages(context),
    tellWhatHappened(context),
  );
}

/** What was typed into these comes back on the page that says why it was not saved. */
const typedFields = ['statement', 'text', 'note'] as const;

/**
 * Two people pressed buttons of one claim, or a button is out of date: says what happened meanwhile and leads back,
 * without losing what was typed.
 */
function tellWhatHappened(context: Context): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    const told = request.method === 'POST' && error instanceof AppError && [403, 409].includes(error.status);
    const id = /^\/meja\/klaim\/([a-z0-9-]+)\//i.exec(request.path)?.[1];
    if (!told || !id || !request.person) {
      next(error);
      return;
    }
    const { person, t } = request;
    const message =
      error instanceof ClaimChanged
        ? raceSentence(error, { person, now: context.clock.now(), t })
        : t(error.details.message ?? `errors.codes.${error.code}`, error.details.params);
    const body = (request.body ?? {}) as Record<string, unknown>;
    const kept = typedFields.map((field) => body[field]).find((value) => typeof value === 'string' && value);
    response
      .status(error.status)
      .render('desk/refused', { message, kept, raced: error instanceof ClaimChanged, back: id });
  };
}
