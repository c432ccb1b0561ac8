import type { Request, Response } from 'express';
import { AppError, tellFields } from '../errors.js';

/**
 * What a form shows again after it was refused: each field's sentence. Anything but bad input is thrown on.
 *
 * @returns the sentences by field, for the view model's `fields`.
 */
export function fieldsOf(error: unknown, request: Request): Record<string, string> {
  if (error instanceof AppError && error.code === 'bad_input' && error.details.fields) {
    return tellFields(error.details.fields, request.t);
  }
  throw error;
}

/** Leads on after a post, with a sentence that the next page shows once. */
export function done(request: Request, response: Response, path: string, message: string): void {
  request.session.flash = { kind: 'done', message };
  // Kept first: a browser follows the redirect sooner than the session is saved by itself, and would find nothing.
  request.session.save((error: unknown) => {
    if (error) request.next?.(error);
    else response.redirect(303, request.link(path));
  });
}

/** A field as it was typed, for showing it again: '' when it was no text. */
export function typed(request: Request, field: string, most = 200): string {
  const value = (request.body as Record<string, unknown> | undefined)?.[field];
  return typeof value === 'string' ? value.slice(0, most) : '';
}
