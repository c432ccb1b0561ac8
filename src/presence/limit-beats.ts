import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { staffOf } from '../accounts/require-staff.js';
import { AppError } from '../errors.js';

const minute = 60_000;
/** A page that is looked at beats three times a minute: this is room for many of them, and for turning pages fast. */
export const mostBeats = 240;

/** How often in a minute one person's pages may say that they are open. Counted in this process. */
export const limitBeats = (): RequestHandler =>
  rateLimit({
    limit: mostBeats,
    windowMs: minute,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (request) => String(staffOf(request).id),
    handler: (_request, response, next) => {
      const retryAfter = minute / 1000;
      response.set('Retry-After', String(retryAfter));
      next(new AppError('too_many', { retryAfter }));
    },
  });
