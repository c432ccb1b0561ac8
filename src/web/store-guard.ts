import type { RequestHandler } from 'express';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';

/** Can pages be served? The store answers, and has the indexes that keep it right. */
export function isReady(context: Context): boolean {
  return context.store.ready() && context.indexed.store === true;
}

/** Answers 503 at once while the store is away, instead of letting a request wait for it. */
export function needStore(context: Context): RequestHandler {
  return (_request, _response, next) => {
    if (!isReady(context)) throw new AppError('store_away', { retryAfter: 5 });
    next();
  };
}
