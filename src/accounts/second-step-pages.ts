import { Router, type Request, type Response } from 'express';
import qrcode from 'qrcode';
import type { Context } from '../context.js';
import { AppError, notAllowed, notFound, notSignedIn, parse } from '../errors.js';
import { done, fieldsOf } from '../web/forms.js';
import type { SignedIn } from '../web/request.js';
import { codeSchema, setUpSchema, turnOffSchema } from './account.schema.js';
import { rotateSession, signedInRecently } from './begin-session.js';
import { deviceCookie } from './known-device.js';
import { limitSignIn } from './limit-sign-in.js';
import { keyAddress } from './one-time-codes.js';
import { endSessions } from './own-sessions.js';
import { secondStepPath } from './recognise.js';
import { isRequired } from './require-second-step.js';
import {
  checkOwnPassword,
  newSealedKey,
  openKey,
  renewRecoveryCodes,
  turnOffSecondStep,
  turnOnSecondStep,
  type Asking,
} from './second-step.js';
import { readSetting } from '../settings/read-setting.js';

/** `/meja/akun/dua-langkah`: one's own second step of signing in. */
export function secondStepPages(context: Context): Router {
  const router = Router();
  const limit = limitSignIn(context.config);

  const show = async (request: Request, response: Response, model: object = {}) => {
    const person = personOf(request);
    const [known, { value }] = await Promise.all([
      context.models.Person.findById(person.id).select('+secondStep').lean(),
      readSetting(context, 'security'),
    ]);
    if (!known) throw notFound();
    const required = isRequired(value.requireTwoStep, person.role);
    response.set('Cache-Control', 'private, no-store');
    if (known.secondStepSince) {
      response.render('accounts/second-step', {
        since: known.secondStepSince,
        left: known.secondStep?.recovery.length ?? 0,
        required,
        ...model,
      });
      return;
    }
    const key = await keyToSetUp(request, person);
    const address = keyAddress(key, { site: context.config.siteName, email: person.email });
    const picture = await qrcode.toString(address, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 });
    response.render('accounts/set-up-second-step', {
      picture: `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`,
      key: key.replaceAll(/(.{4})(?=.)/g, '$1 '),
      address,
      askPassword: !signedInRecently(context, request),
      mustSetUp: person.mustSetUpSecondStep,
      ...model,
    });
  };

  /** The key of this session that is being set up, or a new one. It is kept sealed until a code proves it. */
  const keyToSetUp = async (request: Request, { id }: SignedIn): Promise<string> => {
    const kept = request.session.sealedKey && openKey(context, id, request.session.sealedKey);
    if (kept) return kept;
    request.session.sealedKey = newSealedKey(context, id);
    const key = openKey(context, id, request.session.sealedKey);
    if (!key) throw new AppError('internal');
    return key;
  };

  const showAgain = async (error: unknown, request: Request, response: Response, form: string) => {
    const fields = fieldsOf(error, request);
    response.status(400);
    await show(request, response, { fields, form });
  };

  const showCodes = (response: Response, codes: string[], person: SignedIn) => {
    response.status(201).set('Cache-Control', 'private, no-store');
    response.render('accounts/recovery-codes', {
      codes,
      lines: codes.join('\n'),
      email: person.email,
      at: context.clock.now(),
    });
  };

  router.get(secondStepPath, (request, response) => show(request, response));

  router.post(secondStepPath, limit, async (request, response) => {
    const person = personOf(request);
    const { sealedKey } = request.session;
    try {
      const { code, current } = parse(setUpSchema, request.body ?? {});
      // Whoever found a browser open must not be able to shut its owner out.
      if (!signedInRecently(context, request)) {
        await checkOwnPassword(context, person.id, current ?? '', askingOf(request));
      }
      if (!sealedKey) {
        response.redirect(303, request.link(secondStepPath));
        return;
      }
      const codes = await turnOnSecondStep(context, person, { sealedKey, code }, request.language);
      await endSessions(context, person.id, request.sessionID);
      await rotateSession(request);
      showCodes(response, codes, person);
    } catch (error) {
      await showAgain(error, request, response, 'setUp');
    }
  });

  router.post(`${secondStepPath}/kode-pemulihan`, limit, async (request, response) => {
    const person = personOf(request);
    try {
      const { code } = parse(codeSchema, request.body ?? {});
      showCodes(response, await renewRecoveryCodes(context, person, code, askingOf(request)), person);
    } catch (error) {
      await showAgain(error, request, response, 'renew');
    }
  });

  router.post(`${secondStepPath}/matikan`, limit, async (request, response) => {
    const person = personOf(request);
    try {
      const given = parse(turnOffSchema, request.body ?? {});
      await turnOffSecondStep(context, person, given, askingOf(request));
      await endSessions(context, person.id, request.sessionID);
      await rotateSession(request);
      done(request, response, '/meja/akun', request.t('accounts.twoStep.turnedOff'));
    } catch (error) {
      await showAgain(error, request, response, 'turnOff');
    }
  });

  return router;
}

function askingOf(request: Request): Asking {
  return { deviceCookie: deviceCookie(request), language: request.language };
}

/** Who asks, also when they still have to set it up. */
function personOf(request: Request): SignedIn {
  if (!request.person) throw notSignedIn();
  if (request.person.mustChangePassword) throw notAllowed('accounts.chooseFirst');
  return request.person;
}
