import type { RequestHandler } from 'express';
import { AppError } from '../errors.js';
import type { Store } from '../store/open-store.js';

/** Answers 503 at once while the store is away, instead of letting a request wait for it. */
export function needStore(store: Store): RequestHandler {
  return (_request, _response, next) => {
    if (!store.ready()) throw new AppError('store_away', { retryAfter: 5 });
    next();
  };
}
