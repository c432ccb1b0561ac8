import type { Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { addressKey } from './request.js';

export interface Limits {
  /** Tries to send a report, good or bad: reading a form with pictures is work in itself. */
  tries: RequestHandler;
  /** Reports sent with a solved puzzle. */
  proven: RequestHandler;
  /** Reports sent without one. */
  unproven: RequestHandler;
  /** "Is this message known?" */
  matches: RequestHandler;
  /** Tickets that do not exist: somebody mistypes, or guesses. */
  wrongTickets: RequestHandler;
  puzzles: RequestHandler;
}

const minute = 60_000;
const hour = 60 * minute;
/** A household or a mobile cell has at least this much of IPv6. */
const ipv6Subnet = 56;

/** A text of so many characters is long: the longest with the rarest words take a fifth of a second to weigh. */
const longText = 2000;

const known = new WeakMap<Context, Limits>();

/** The limits of a running Saring: pages and API count together. */
export function limitsOf(context: Context): Limits {
  const limits = known.get(context) ?? createLimits(context);
  known.set(context, limits);
  return limits;
}

/**
 * How often one address may do things; more is refused with 429 and when to come back. Signed-in staff are not
 * limited. Counted in this process: several processes allow that many times more.
 */
function createLimits(context: Context): Limits {
  const { reportsPerHour } = context.config;
  const limit = (
    most: number,
    windowMs: number,
    { onlyFailures = false, counts = (_request: Request): boolean => true } = {},
  ): RequestHandler =>
    rateLimit({
      limit: most,
      windowMs,
      skipFailedRequests: false,
      skipSuccessfulRequests: onlyFailures,
      standardHeaders: false,
      legacyHeaders: false,
      skip: (request) => request.person !== undefined || !counts(request),
      keyGenerator: (request) =>
        addressKey(context.config, { ip: ipKeyGenerator(request.ip ?? '', ipv6Subnet) }, context.clock.now()),
      handler: (request, _response, next) => {
        const { resetTime } = (request as unknown as { rateLimit: { resetTime?: Date } }).rateLimit;
        const wait = resetTime ? resetTime.getTime() - Date.now() : windowMs;
        next(new AppError('too_many', { retryAfter: Math.max(1, Math.ceil(wait / 1000)) }));
      },
    });
  return {
    tries: limit(reportsPerHour * 3, hour),
    proven: limit(reportsPerHour, hour),
    unproven: limit(Math.max(1, Math.floor(reportsPerHour / 4)), hour),
    matches: both(limit(600, minute), limit(120, minute, { counts: asksLong })),
    wrongTickets: limit(60, 15 * minute, { onlyFailures: true }),
    puzzles: limit(300, minute),
  };
}

function both(first: RequestHandler, second: RequestHandler): RequestHandler {
  return (request, response, next) => {
    void first(request, response, (error?: unknown) => {
      if (error) next(error);
      else void second(request, response, next);
    });
  };
}

/** Is the text that a request asks about a long one? Forms may send it in several parts. */
function asksLong({ body }: Request): boolean {
  const text = (body as { text?: unknown } | null | undefined)?.text;
  const parts: unknown[] = Array.isArray(text) ? text : [text];
  return (
    parts.reduce<number>((sum, part) => sum + (typeof part === 'string' ? part.length : 0), 0) > longText
  );
}

/**
 * Counts a request against a limit in the middle of its handling.
 * @throws AppError `too_many`
 */
export function count(limit: RequestHandler, request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = limit(request, response, (error?: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    }) as Promise<void> | undefined;
    done?.catch(reject);
  });
}
