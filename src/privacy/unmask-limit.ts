import type { RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import { staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';

const hour = 60 * 60 * 1000;
/** More than this somebody collects numbers rather than checks claims. */
export const mostUnmasked = 60;

const limits = new WeakMap<Context, RequestHandler>();

/** How many masked things one person may look at in an hour, by pages and API together. Counted in this process. */
export function unmaskLimit(context: Context): RequestHandler {
  const limit = limits.get(context) ?? createLimit();
  limits.set(context, limit);
  return limit;
}

const createLimit = (): RequestHandler =>
  rateLimit({
    limit: mostUnmasked,
    windowMs: hour,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: (request) => String(staffOf(request).id),
    handler: (_request, _response, next) => {
      next(
        new AppError('too_many', {
          message: 'privacy.unmask.tooMany',
          params: { count: mostUnmasked },
          retryAfter: hour / 1000,
        }),
      );
    },
  });
