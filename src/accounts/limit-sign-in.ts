import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Config } from '../config.js';
import { AppError } from '../errors.js';

const minutes = 15;

/**
 * Wrong passwords from one address, whatever accounts they try: a newsroom shares an address, so several people may
 * mistype, but trying one password at a hundred accounts ends here. Counted in this process; an account's own
 * lock is in the store.
 */
export function limitSignIn(config: Config): RequestHandler {
  return rateLimit({
    windowMs: minutes * 60_000,
    limit: config.signInAttempts * 6,
    skipSuccessfulRequests: true,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request) => ipKeyGenerator(request.ip ?? ''),
    handler: (_request, _response, next) => {
      next(new AppError('too_many', { retryAfter: minutes * 60 }));
    },
  });
}
