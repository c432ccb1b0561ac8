import { Router, type ErrorRequestHandler } from 'express';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { checklistPages } from './checklist-pages.js';
import { tickAndNotePages } from './tick-and-note-pages.js';
import { evidencePages } from './evidence-pages.js';
import { taskPages } from './task-pages.js';

/** The desk's pages of casework: evidence, checklist, tasks, notes put right. */
export function caseworkPages(context: Context): Router {
  return Router().use(
    evidencePages(context),
    tickAndNotePages(context),
    taskPages(context),
    checklistPages(context),
    tellWhatHappened,
  );
}

/**
 * Two people pressed buttons on one claim, or a button is out of date: says what happened meanwhile and leads back to
 * the claim, without losing what was typed.
 */
const tellWhatHappened: ErrorRequestHandler = (error: unknown, request, response, next) => {
  const told = request.method === 'POST' && error instanceof AppError && [403, 409].includes(error.status);
  const id = /^\/meja\/klaim\/([a-z0-9-]+)\//i.exec(request.path)?.[1];
  if (!told || !id || !request.person) {
    next(error);
    return;
  }
  const body = (request.body ?? {}) as Record<string, unknown>;
  const kept = ['text', 'archive', 'reason']
    .map((field) => body[field])
    .find((value) => typeof value === 'string' && value);
  const message = request.t(error.details.message ?? `errors.codes.${error.code}`, error.details.params);
  response
    .status(error.status)
    .render('desk/refused', { message, kept, raced: error.code === 'conflict', back: id });
};
