import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Context } from '../context.js';
import { badInput, notFound, notSignedIn, parse } from '../errors.js';
import { done, fieldsOf, typed } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import type { SignedIn } from '../web/request.js';
import { newPasswordSchema, newTokenSchema, tokenDays } from './account.schema.js';
import { listedToken } from './account.view.js';
import { rotateSession } from './begin-session.js';
import { browserOf } from './browser-name.js';
import { changePassword } from './change-password.js';
import { deviceCookie } from './known-device.js';
import { limitSignIn } from './limit-sign-in.js';
import { endSession, endSessionsOf, sessionsOf } from './own-sessions.js';
import { passwordLength } from './password.js';
import { isSomebody } from './permissions.js';
import { choosePasswordPath } from './recognise.js';
import { requireStaff, staffOf } from './require-staff.js';
import { scopesFor, type Scope } from './scopes.js';
import { addToken, revokeToken, tellNewToken, tokensOf } from './tokens.js';

const sessionId = z.string().regex(/^[0-9a-f]{64}$/);

/** What everybody on the desk may do with their own account. */
export function accountOwnPages(context: Context): Router {
  const router = Router();

  router.get(choosePasswordPath, (request, response) => {
    showPasswordForm(response, personOf(request));
  });

  router.post(choosePasswordPath, limitSignIn(context.config), async (request, response) => {
    const person = personOf(request);
    try {
      const given = parse(newPasswordSchema, request.body ?? {});
      const { sessionID: sessionId, language, t } = request;
      const here = { sessionId, language, deviceCookie: deviceCookie(request) };
      const count = await changePassword(context, person, given, here);
      await rotateSession(request);
      const said = [t('accounts.passwordChanged'), count > 0 && t('accounts.tokensRevoked', { count })];
      done(request, response, '/meja/akun', said.filter(Boolean).join(' '));
    } catch (error) {
      const fields = fieldsOf(error, request);
      response.status(400);
      showPasswordForm(response, person, fields);
    }
  });

  const somebody = requireStaff(isSomebody);

  const showAccount = async (
    request: Request,
    response: Response,
    model: object = {},
    chosen: readonly Scope[] = ['read'],
  ) => {
    const person = staffOf(request);
    const [sessions, tokens, known] = await Promise.all([
      sessionsOf(context, person.id, request.sessionID),
      tokensOf(context, person.id),
      context.models.Person.findById(person.id).lean(),
    ]);
    response.render('accounts/account', {
      account: { name: person.name, email: person.email, role: person.role },
      secondStepSince: known?.secondStepSince,
      sessions: sessions.map((session) => ({ ...session, browser: browserOf(session.agent) })),
      severalSessions: sessions.length > 1,
      tokens: tokens.map((token) => listedToken(token, context.clock.now())),
      scopes: scopesFor(person.role).map((name) => ({ name, chosen: chosen.includes(name) })),
      days: tokenDays.map((count) => ({
        value: String(count),
        label: request.t('accounts.own.forDays', { count }),
      })),
      ...model,
    });
  };

  router.get('/meja/akun', somebody, (request, response) => showAccount(request, response));

  router.post('/meja/akun/sesi/akhiri-lainnya', somebody, async (request, response) => {
    const person = staffOf(request);
    await endSessionsOf(context, person, person, request.sessionID);
    done(request, response, '/meja/akun', request.t('accounts.othersSignedOut'));
  });

  router.post('/meja/akun/sesi/:id/akhiri', somebody, async (request, response) => {
    const id = sessionId.safeParse(request.params['id']);
    if (!id.success) throw notFound();
    await endSession(context, staffOf(request), id.data);
    done(request, response, '/meja/akun', request.t('accounts.sessionEnded'));
  });

  router.post('/meja/akun/token', somebody, async (request, response) => {
    const person = staffOf(request);
    try {
      const wanted = parse(newTokenSchema, request.body ?? {});
      const useful = scopesFor(person.role);
      if (wanted.scopes.some((scope) => !useful.includes(scope))) {
        throw badInput({ scopes: { reason: 'invalid_value' } });
      }
      const made = await addToken(context, person.id, wanted);
      const { language } = request;
      await tellNewToken(context, person, { ...wanted, id: made.id }, { own: true, language });
      // Shown in the answer itself, not after a redirect: a secret is kept nowhere, not even for a moment.
      response.status(201);
      await showAccount(request, response, { newToken: { token: made.token, label: wanted.label } });
    } catch (error) {
      const fields = fieldsOf(error, request);
      response.status(400);
      const ticked = scopesFor(person.role).filter((scope) => isTicked(request, scope));
      await showAccount(request, response, { fields, label: typed(request, 'label') }, ticked);
    }
  });

  router.post('/meja/akun/token/:id/cabut', somebody, async (request, response) => {
    const id = objectId.safeParse(request.params['id']);
    if (!id.success) throw notFound();
    await revokeToken(context, staffOf(request), id.data);
    done(request, response, '/meja/akun', request.t('accounts.tokenRevoked'));
  });

  return router;
}

function isTicked(request: Request, scope: string): boolean {
  const { scopes } = request.body as { scopes?: unknown };
  return scopes === scope || (Array.isArray(scopes) && scopes.includes(scope));
}

/** Who asks, also with a one-time password. */
function personOf(request: Request): SignedIn {
  if (!request.person) throw notSignedIn();
  return request.person;
}

function showPasswordForm(response: Response, person: SignedIn, fields?: Record<string, string>): void {
  response.render('accounts/password', {
    mustChoose: person.mustChangePassword,
    email: person.email,
    least: passwordLength.least,
    most: passwordLength.most,
    fields,
  });
}
