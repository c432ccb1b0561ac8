import type { RequestHandler } from 'express';
import type { Context } from '../context.js';

/** Finds out who asks: a session's or a token's person becomes `request.person`. */
export function recognise(_context: Context): RequestHandler {
  return (_request, _response, next) => next();
}
