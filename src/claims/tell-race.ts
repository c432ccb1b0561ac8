import type { ErrorRequestHandler } from 'express';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import type { Translate } from '../web/languages.js';
import { ClaimChanged } from './change-claim.js';
import { tellAgo } from './tell-time.js';

/** Who did what meanwhile, and when: "Ratna sudah mengambil klaim ini 2 menit lalu." */
export function raceSentence(
  { step }: ClaimChanged,
  asking: { person?: Pick<SignedIn, 'id'>; now: Date; t: Translate },
): string {
  const { person, now, t } = asking;
  if (!step?.by) return t('errors.codes.conflict');
  const name = person && String(step.by.person) === String(person.id) ? t('desk.you') : step.by.name;
  return t(`desk.raced.${step.action}`, { name, ago: tellAgo(step.at, now, t) });
}

/** Why something could not be done, for whoever asked: what happened meanwhile, or what is in the way. */
export function refusalSentence(
  error: AppError,
  asking: { person?: Pick<SignedIn, 'id'>; now: Date; t: Translate },
): string {
  if (error instanceof ClaimChanged) return raceSentence(error, asking);
  return asking.t(error.details.message ?? `errors.codes.${error.code}`, error.details.params);
}

/** For the API: a lost race says what happened, in the caller's language. */
export function tellRaces(context: Context): ErrorRequestHandler {
  return (error: unknown, request, _response, next) => {
    if (!(error instanceof ClaimChanged)) {
      next(error);
      return;
    }
    const { person, t } = request;
    // A sentence stands for itself where the handler looks for a key.
    next(new AppError('conflict', { message: raceSentence(error, { person, now: context.clock.now(), t }) }));
  };
}
