import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import type { Context } from '../context.js';
import { notFound, notSignedIn, parse } from '../errors.js';
import { done, fieldsOf, typed } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import type { SignedIn } from '../web/request.js';
import { newPasswordSchema, newTokenSchema } from './account.schema.js';
import { listedToken } from './account.view.js';
import { changePassword } from './change-password.js';
import { limitSignIn } from './limit-sign-in.js';
import { endSession, endSessions, sessionsOf } from './own-sessions.js';
import { passwordLength } from './password.js';
import { isSomebody } from './permissions.js';
import { choosePasswordPath } from './recognise.js';
import { requireStaff, staffOf } from './require-staff.js';
import { addToken, revokeToken, tokensOf } from './tokens.js';

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
      await changePassword(context, person.id, given, request.sessionID);
      done(request, response, '/meja/akun', request.t('accounts.passwordChanged'));
    } catch (error) {
      const fields = fieldsOf(error, request);
      response.status(400);
      showPasswordForm(response, person, fields);
    }
  });

  router.use('/meja/akun', requireStaff(isSomebody));

  const showAccount = async (request: Request, response: Response, model: object = {}) => {
    const person = staffOf(request);
    const [sessions, tokens] = await Promise.all([
      sessionsOf(context, person.id, request.sessionID),
      tokensOf(context, person.id),
    ]);
    response.render('accounts/account', {
      account: { name: person.name, email: person.email, role: person.role },
      sessions: sessions.map((session) => ({ ...session, browser: browserOf(session.agent) })),
      severalSessions: sessions.length > 1,
      tokens: tokens.map(listedToken),
      ...model,
    });
  };

  router.get('/meja/akun', (request, response) => showAccount(request, response));

  router.post('/meja/akun/sesi/akhiri-lainnya', async (request, response) => {
    await endSessions(context, staffOf(request).id, request.sessionID);
    done(request, response, '/meja/akun', request.t('accounts.othersSignedOut'));
  });

  router.post('/meja/akun/sesi/:id/akhiri', async (request, response) => {
    const id = sessionId.safeParse(request.params.id);
    if (!id.success) throw notFound();
    await endSession(context, staffOf(request).id, id.data);
    done(request, response, '/meja/akun', request.t('accounts.sessionEnded'));
  });

  router.post('/meja/akun/token', async (request, response) => {
    try {
      const { label } = parse(newTokenSchema, request.body ?? {});
      const { token } = await addToken(context, staffOf(request).id, label);
      // Shown in the answer itself, not after a redirect: a secret is kept nowhere, not even for a moment.
      response.status(201);
      await showAccount(request, response, { newToken: { token, label } });
    } catch (error) {
      const fields = fieldsOf(error, request);
      response.status(400);
      await showAccount(request, response, { fields, label: typed(request, 'label') });
    }
  });

  router.post('/meja/akun/token/:id/cabut', async (request, response) => {
    const id = objectId.safeParse(request.params.id);
    if (!id.success) throw notFound();
    await revokeToken(context, staffOf(request).id, id.data);
    done(request, response, '/meja/akun', request.t('accounts.tokenRevoked'));
  });

  return router;
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

// In this order: a browser's user agent also names those that it resembles, and Android also says Linux.
const browsers: [string, string][] = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];
const systems: [string, string][] = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Macintosh', 'macOS'],
  ['Linux', 'Linux'],
];

/** `Chrome · Android` of a long user agent: enough to tell one's own browsers apart. */
export function browserOf(agent: string): string {
  const named = (names: typeof browsers) => names.find(([token]) => agent.includes(token))?.[1];
  return [named(browsers), named(systems)].filter(Boolean).join(' · ');
}
