import { Router, type Request, type Response } from 'express';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { typed } from '../web/forms.js';
import { beginSession, halfOf } from './begin-session.js';
import { deviceCookie } from './known-device.js';
import { limitSignIn } from './limit-sign-in.js';
import { choosePasswordPath } from './recognise.js';
import { checkSecondStep } from './second-step.js';

/** `/masuk/kode`: the second step of signing in. */
export function codePages(context: Context): Router {
  const router = Router();

  router.get('/masuk/kode', async (request, response) => {
    const half = await halfOf(context, request);
    if (half) showForm(response);
    else response.redirect(303, request.link('/masuk'));
  });

  router.post('/masuk/kode', limitSignIn(context.config), async (request, response) => {
    const half = await halfOf(context, request);
    if (!half) {
      response.status(401);
      response.render('accounts/sign-in', { next: '', problem: request.t('accounts.twoStep.tooLate') });
      return;
    }
    const { person, next } = half;
    try {
      const { recoveryLeft } = await checkSecondStep(context, person._id, typed(request, 'code'), {
        deviceCookie: deviceCookie(request),
        language: request.language,
      });
      await beginSession(context, request, response, person);
      if (recoveryLeft !== undefined) await sayLeft(request, recoveryLeft);
      response.redirect(303, person.mustChangePassword ? request.link(choosePasswordPath) : next);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'not_signed_in') throw error;
      response.status(error.status);
      showForm(response, request.t('accounts.twoStep.wrong'));
    }
  });

  return router;
}

function showForm(response: Response, problem?: string): void {
  response.set('Cache-Control', 'no-store').render('accounts/code', { problem });
}

function sayLeft(request: Request, count: number): Promise<void> {
  request.session.flash = { kind: 'done', message: request.t('accounts.twoStep.recoveryLeft', { count }) };
  return new Promise((resolve, reject) => {
    request.session.save((error: unknown) => {
      if (error instanceof Error) reject(error);
      else resolve();
    });
  });
}
