import type { Request, RequestHandler, Response } from 'express';
import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import type { Person } from './person.model.js';
import { mustHaveSecondStep } from './require-second-step.js';
import { lackedScope } from './scopes.js';
import { hashToken } from './tokens.js';

/** `lastUsedAt` of a token is kept to the minute: a busy program should not write at every call. */
const usedEvery = 60_000;

/** Where somebody with a one-time password may still go on the desk. */
export const choosePasswordPath = '/meja/akun/kata-sandi';

/** Where somebody may still go who has to set up a second step. */
export const secondStepPath = '/meja/akun/dua-langkah';

/**
 * Finds out who asks: a session's or, for the API, a token's person becomes `request.person`. Somebody who was
 * disabled is nobody. An unknown token is refused outright, also where no token is needed: its program is mistaken.
 * What a token may be used for is decided here and nowhere else.
 */
export function recognise(context: Context): RequestHandler {
  return async (request, response, next) => {
    const bearer = request.wantsJson && /^Bearer\s+(\S+)\s*$/i.exec(request.get('Authorization') ?? '');
    if (bearer) {
      request.person = await byToken(context, request, bearer[1] ?? '');
      request.byToken = true;
    } else if (request.session.person) {
      const person = await findPerson(context, new Types.ObjectId(request.session.person));
      request.person = person && (await signedIn(context, person));
    }
    if (request.person) {
      // What staff see is theirs, on pages and through the API: no shared cache, and no "back" after signing out.
      response.set('Cache-Control', 'private, no-store');
      if (!request.wantsJson) {
        greet(request, response);
        if (sendToSetUp(request, response)) return;
      }
    }
    next();
  };
}

async function findPerson(context: Context, id: Types.ObjectId): Promise<Person | undefined> {
  const person = await context.models.Person.findById(id).lean();
  return person && !person.disabledAt ? person : undefined;
}

async function signedIn(context: Context, person: Person): Promise<SignedIn> {
  return {
    id: person._id,
    name: person.name,
    email: person.email,
    role: person.role,
    ...(person.agency && { agency: person.agency }),
    mustChangePassword: person.mustChangePassword,
    ...((await mustHaveSecondStep(context, person)) && { mustSetUpSecondStep: true }),
  };
}

async function byToken(context: Context, request: Request, given: string): Promise<SignedIn> {
  const { Token } = context.models;
  const token = await Token.findOne({ hash: hashToken(given) }).lean();
  const person = token && (await findPerson(context, token.person));
  if (!token || !person) throw new AppError('not_signed_in', { message: 'accounts.badToken' });
  const now = context.clock.now();
  if (token.expiresAt && token.expiresAt <= now) {
    throw new AppError('not_signed_in', { message: 'accounts.tokenExpired' });
  }
  const scope = lackedScope(token.scopes, request.method, request.path);
  if (scope) throw new AppError('not_allowed', { message: 'accounts.lacksScope', params: { scope } });
  const who = await signedIn(context, person);
  // A token is a way past the second step: whoever made it may have known nothing but the password.
  if (who.mustSetUpSecondStep)
    throw new AppError('not_allowed', { message: 'accounts.tokenNeedsSecondStep' });
  if (!token.lastUsedAt || now.getTime() - token.lastUsedAt.getTime() >= usedEvery) {
    await Token.updateOne({ _id: token._id }, { $set: { lastUsedAt: now } });
  }
  // Whoever holds a token was given it on purpose; choosing a password is a matter for browsers.
  return { ...who, mustChangePassword: false };
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

/** Leads whoever has to choose a password or set up a second step there, before anything else on the desk. */
function sendToSetUp(request: Request, response: Response): boolean {
  const { person } = request;
  // Express minds no capitals: nor must this.
  const path = request.path.toLowerCase();
  const onDesk = path === '/meja' || path.startsWith('/meja/');
  const first = person?.mustChangePassword
    ? choosePasswordPath
    : person?.mustSetUpSecondStep
      ? secondStepPath
      : undefined;
  if (!first || !onDesk || path === first) return false;
  response.redirect(303, request.link(first));
  return true;
}
