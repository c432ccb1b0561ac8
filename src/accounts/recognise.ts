import type { Request, RequestHandler, Response } from 'express';
import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { hashToken } from './tokens.js';

/** `lastUsedAt` of a token is kept to the minute: a busy program should not write at every call. */
const usedEvery = 60_000;

/** Where somebody with a one-time password may still go on the desk. */
export const choosePasswordPath = '/meja/akun/kata-sandi';

/**
 * Finds out who asks: a session's or, for the API, a token's person becomes `request.person`. Somebody who was
 * disabled is nobody. An unknown token is refused outright, also where no token is needed: its program is mistaken.
 */
export function recognise(context: Context): RequestHandler {
  return async (request, response, next) => {
    const bearer = request.wantsJson && /^Bearer\s+(\S+)\s*$/i.exec(request.get('Authorization') ?? '');
    if (bearer) {
      request.person = await byToken(context, bearer[1] ?? '');
      request.byToken = true;
    } else if (request.session.person) {
      request.person = await byId(context, new Types.ObjectId(request.session.person));
    }
    if (request.person) {
      // What staff see is theirs, on pages and through the API: no shared cache, and no "back" after signing out.
      response.set('Cache-Control', 'private, no-store');
      if (!request.wantsJson) {
        greet(request, response);
        if (sendToChoosePassword(request, response)) return;
      }
    }
    next();
  };
}

async function byId(context: Context, id: Types.ObjectId): Promise<SignedIn | undefined> {
  const person = await context.models.Person.findById(id).lean();
  if (!person || person.disabledAt) return undefined;
  return {
    id: person._id,
    name: person.name,
    email: person.email,
    role: person.role,
    ...(person.agency && { agency: person.agency }),
    mustChangePassword: person.mustChangePassword,
  };
}

async function byToken(context: Context, given: string): Promise<SignedIn> {
  const { Token } = context.models;
  const token = await Token.findOne({ hash: hashToken(given) }).lean();
  const person = token && (await byId(context, token.person));
  if (!token || !person) throw new AppError('not_signed_in', { message: 'accounts.badToken' });
  const now = context.clock.now();
  if (!token.lastUsedAt || now.getTime() - token.lastUsedAt.getTime() >= usedEvery) {
    await Token.updateOne({ _id: token._id }, { $set: { lastUsedAt: now } });
  }
  // Whoever holds a token was given it on purpose; choosing a password is a matter for browsers.
  return { ...person, mustChangePassword: false };
}

/** What every page shows to staff: who they are, and what their last action did. */
function greet(request: Request, response: Response): void {
  const { person, session } = request;
  response.locals['person'] = person && { name: person.name, role: person.role };
  if (session.flash && isPage(request)) {
    response.locals['flash'] = session.flash;
    delete session.flash;
  }
}

// A picture or an icon that is fetched meanwhile must not use up what the next page is to say.
function isPage(request: Request): boolean {
  return request.method === 'GET' && ['document', undefined].includes(request.get('Sec-Fetch-Dest'));
}

function sendToChoosePassword(request: Request, response: Response): boolean {
  const onDesk = request.path === '/meja' || request.path.startsWith('/meja/');
  if (!request.person?.mustChangePassword || !onDesk || request.path === choosePasswordPath) return false;
  response.redirect(303, request.link(choosePasswordPath));
  return true;
}
