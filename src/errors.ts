import type { ErrorRequestHandler, RequestHandler } from 'express';
import multer from 'multer';
import type { z } from 'zod';
import { isStoreAway } from './store/open-store.js';

/** Why one field was refused: a key under `errors.fields` in the language files, and what its sentence needs. */
export interface FieldProblem {
  reason: string;
  params?: Record<string, string | number>;
}

/** Stable codes: programs may rely on them. Each has a sentence under `errors.codes` in the language files. */
export type ErrorCode =
  | 'bad_input'
  | 'not_signed_in'
  | 'not_allowed'
  | 'blocked'
  | 'cross_site'
  | 'not_found'
  | 'conflict'
  | 'wrong_state'
  | 'too_large'
  | 'unsupported_type'
  | 'unprocessable'
  | 'too_many'
  | 'internal'
  | 'store_away';

const statusOf: Record<ErrorCode, number> = {
  bad_input: 400,
  not_signed_in: 401,
  not_allowed: 403,
  blocked: 403,
  cross_site: 403,
  not_found: 404,
  conflict: 409,
  wrong_state: 409,
  too_large: 413,
  unsupported_type: 415,
  unprocessable: 422,
  too_many: 429,
  internal: 500,
  store_away: 503,
};

export interface ErrorDetails {
  /** Every bad field, by its path such as `sources.0.url`. */
  fields?: Record<string, FieldProblem>;
  /** A key in the language files that says more than the code's own sentence. */
  message?: string;
  params?: Record<string, string | number>;
  /** Seconds. */
  retryAfter?: number;
}

/** The one error that uses throw on purpose. Everything else that reaches the handler is a 500. */
export class AppError extends Error {
  override name = 'AppError';
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}) {
    super(details.message ?? code);
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return statusOf[this.code];
  }
}

export const badInput = (fields: Record<string, FieldProblem>) => new AppError('bad_input', { fields });
export const notFound = () => new AppError('not_found');
export const notAllowed = (message?: string) => new AppError('not_allowed', { message });
export const notSignedIn = () => new AppError('not_signed_in');

/** Somebody else was first. `message` is a key that says what happened meanwhile. */
export const conflict = (message?: string, params?: Record<string, string | number>) =>
  new AppError('conflict', { message, params });

/** As many bad fields as anybody reads; a hostile body can have thousands. */
const mostProblems = 100;

/** What Zod found, as a reason for each field. A schema names its own reason with `{ error: 'key' }`. */
export function fieldProblems(error: z.ZodError): Record<string, FieldProblem> {
  // Without a prototype: a field may be called `constructor` or `__proto__`.
  const fields = Object.create(null) as Record<string, FieldProblem>;
  for (const issue of error.issues.slice(0, mostProblems)) {
    const at = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys.slice(0, mostProblems))
        fields[at ? `${at}.${key}` : key] ??= { reason: 'unknown' };
    } else {
      fields[at || 'body'] ??= problemOf(issue);
    }
  }
  return fields;
}

function problemOf(issue: z.core.$ZodIssue): FieldProblem {
  // A sentence of Zod's own has spaces; a reason of ours is a key.
  if (/^[a-z][\w-]*$/.test(issue.message)) return { reason: issue.message };
  switch (issue.code) {
    case 'too_big':
      return { reason: `too_big_${issue.origin}`, params: { maximum: Number(issue.maximum) } };
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1
        ? { reason: 'required' }
        : { reason: `too_small_${issue.origin}`, params: { minimum: Number(issue.minimum) } };
    case 'invalid_type':
      return issue.input === undefined ? { reason: 'required' } : { reason: 'wrong_type' };
    case 'invalid_value':
      return { reason: issue.input === undefined ? 'required' : 'invalid_value' };
    case 'invalid_format':
      return { reason: `format_${issue.format}` };
    default:
      return { reason: issue.code };
  }
}

/**
 * Parses what came from outside. The only way in: nothing unparsed reaches a use.
 *
 * @throws AppError `bad_input` with every bad field.
 */
export function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  throw badInput(fieldProblems(parsed.error));
}

interface HttpError {
  status?: number;
  type?: string;
}

/** Turns anything thrown into one of our errors. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isStoreAway(error)) return new AppError('store_away', { retryAfter: 5 });
  if (error instanceof multer.MulterError) {
    return error.code === 'LIMIT_FILE_SIZE'
      ? new AppError('too_large', { fields: { [error.field ?? 'files']: { reason: 'file_too_large' } } })
      : badInput({ [error.field ?? 'files']: { reason: `upload_${error.code.toLowerCase()}` } });
  }
  // Express' own parsers (body, URL decoding) throw http-errors.
  const { status, type } = (error ?? {}) as HttpError;
  if (status === 413) return new AppError('too_large');
  if (status === 415) return new AppError('unsupported_type');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return badInput({ [type?.startsWith('entity') ? 'body' : 'request']: { reason: 'malformed' } });
  }
  return new AppError('internal');
}

/** Anything that no room answered. */
export const answerNotFound: RequestHandler = () => {
  throw notFound();
};

/**
 * The one error handler: JSON under /api, a page elsewhere, in the reader's language. Never shows a stack.
 */
export const handleErrors: ErrorRequestHandler = (thrown, request, response, next) => {
  const error = asAppError(thrown);
  if (error.status >= 500 && error.code !== 'store_away')
    request.log.error({ err: thrown }, 'request failed');
  if (response.headersSent) {
    next(thrown);
    return;
  }
  const { t } = request;
  const message = t(error.details.message ?? `errors.codes.${error.code}`, error.details.params);
  const fields = error.details.fields && tellFields(error.details.fields, t);
  if (error.details.retryAfter) response.set('Retry-After', String(Math.ceil(error.details.retryAfter)));
  if (error.code === 'not_signed_in') response.set('WWW-Authenticate', 'Bearer');
  response.status(error.status).set('Cache-Control', 'no-store');
  if (request.wantsJson) {
    response.json({ error: { code: error.code, message, ...(fields && { fields }) } });
    return;
  }
  if (error.code === 'not_signed_in' && request.method === 'GET') {
    response.redirect(303, request.link(`/masuk?next=${encodeURIComponent(request.originalUrl)}`));
    return;
  }
  const onDesk = request.person !== undefined && /^\/meja(?:\/|$)/i.test(request.path);
  const page = onDesk ? 'errors/desk' : 'errors/error';
  response.render(page, { status: error.status, code: error.code, message, fields });
};

/** Reasons as sentences, by field. */
export function tellFields(
  fields: Record<string, FieldProblem>,
  t: (key: string, params?: Record<string, string | number>) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).map(([path, { reason, params }]) => [path, t(`errors.fields.${reason}`, params)]),
  );
}
