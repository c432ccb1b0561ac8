import { promisify } from 'node:util';
import { Router, type Response } from 'express';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, parse, tellFields } from '../errors.js';
import { typed } from '../web/forms.js';
import { actorOf } from './actor.js';
import { signInSchema } from './account.schema.js';
import { beginHalf, beginSession } from './begin-session.js';
import { deviceCookie } from './known-device.js';
import { limitSignIn } from './limit-sign-in.js';
import { localPath } from './local-path.js';
import { choosePasswordPath } from './recognise.js';
import { signIn } from './sign-in.js';

/** `/masuk` and `/keluar`: signing in by a password, and out. */
export function signInPages(context: Context): Router {
  const router = Router();

  router.get('/masuk', (request, response) => {
    const next = localPath(request.query['next'], request.link('/meja'));
    if (request.person) response.redirect(303, next);
    else showForm(response, { next });
  });

  router.post('/masuk', limitSignIn(context.config), async (request, response) => {
    const next = localPath(typed(request, 'next', 2000), request.link('/meja'));
    const email = typed(request, 'email');
    try {
      const given = { ...parse(signInSchema, request.body ?? {}), deviceCookie: deviceCookie(request) };
      const person = await signIn(context, given, request.language);
      if (person.secondStepSince) {
        await beginHalf(context, request, person, next);
        response.redirect(303, request.link('/masuk/kode'));
        return;
      }
      await beginSession(context, request, response, person);
      response.redirect(303, person.mustChangePassword ? request.link(choosePasswordPath) : next);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const { code, details } = error;
      if (code === 'bad_input' && details.fields) {
        response.status(error.status);
        showForm(response, { next, email, fields: tellFields(details.fields, request.t) });
      } else if (code === 'not_signed_in') {
        response.status(error.status);
        showForm(response, { next, email, problem: request.t('accounts.wrong') });
      } else throw error;
    }
  });

  router.post('/keluar', async (request, response) => {
    const { session, person } = request;
    await promisify(session.destroy.bind(session))();
    if (person) {
      await recordAction(context, {
        by: actorOf(person),
        action: 'sign-in.ended',
        on: { kind: 'person', id: String(person.id), label: person.name },
      });
    }
    response.clearCookie('saring');
    response.redirect(303, request.link('/'));
  });

  return router;
}

function showForm(response: Response, model: object): void {
  response.set('Cache-Control', 'no-store').render('accounts/sign-in', model);
}
