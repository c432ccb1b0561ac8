import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { createHmac } from 'node:crypto';
import type { Logger } from 'pino';
import type { Types } from 'mongoose';
import type { Config } from '../config.js';
import type { Language, Languages, Translate } from './languages.js';

/** The signed-in member of staff, as every room may know them. */
export interface SignedIn {
  id: Types.ObjectId;
  name: string;
  email: string;
  role: 'verifier' | 'editor' | 'admin' | 'agency';
  /** Set with the role `agency`. */
  agency?: Types.ObjectId;
  mustChangePassword: boolean;
  /** An admin asks for a second step of signing in, and this person has none yet. */
  mustSetUpSecondStep?: boolean;
}

declare global {
  // eslint-disable-next-line typescript/no-namespace -- Express' own way to add to its request
  namespace Express {
    interface Request {
      language: Language;
      t: Translate;
      /** A path of this site in the request's language: `/lapor` or `/en/lapor`. */
      link(path: string): string;
      /** The API answers in JSON, pages in HTML. */
      wantsJson: boolean;
      /** Set by accounts/recognise.ts. */
      person?: SignedIn;
      /** Signed in by an API token rather than by a session. */
      byToken?: boolean;
      log: Logger;
    }
  }
}

/**
 * Settles the language: `/en/…` pages are English, everything else Indonesian; the API follows `Accept-Language`.
 * The prefix is taken off, so that rooms know one path for both languages.
 */
export function settleLanguage(languages: Languages): RequestHandler {
  const translators = { id: languages.translator('id'), en: languages.translator('en') };
  return (request: Request, response: Response, next: NextFunction) => {
    const prefixed = /^\/en(?=\/|\?|$)/.exec(request.url);
    if (prefixed) request.url = request.url.slice(3).replace(/^(?!\/)/, '/');
    request.wantsJson = /^\/api\//i.test(request.path);
    const language: Language =
      prefixed || (request.wantsJson && request.acceptsLanguages('id', 'en') === 'en') ? 'en' : 'id';
    request.language = language;
    request.t = translators[language];
    request.link = (path) => (language === 'en' ? `/en${path === '/' ? '' : path}` : path);
    Object.assign(response.locals, {
      language,
      t: request.t,
      path: request.path.replace(/^[/\\]+/, '/'),
      // One leading slash only: `//elsewhere.example` in a link would leave the site.
      pathAndQuery: request.url.replace(/^[/\\]+/, '/'),
      other: language === 'en' ? 'id' : 'en',
    });
    if (request.wantsJson) response.vary('Accept-Language');
    next();
  };
}

/**
 * Stands for a client's address for one day without telling it: keyed with the secret and the date (UTC).
 * @returns 32 hex digits.
 */
export function addressKey(config: Config, request: Pick<Request, 'ip'>, now: Date): string {
  return createHmac('sha256', config.secret)
    .update(`${now.toISOString().slice(0, 10)} ${request.ip ?? ''}`)
    .digest('hex')
    .slice(0, 32);
}
