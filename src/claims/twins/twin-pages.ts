import { Router, type Request, type RequestHandler, type Response } from 'express';
import { canTriage } from '../../accounts/permissions.js';
import { isStaff, requireStaff, staffOf } from '../../accounts/require-staff.js';
import type { Context } from '../../context.js';
import { AppError, parse } from '../../errors.js';
import { done } from '../../web/forms.js';
import { objectId } from '../../web/object-id.js';
import { decideTwin } from './decide-twin.js';
import { countTwins, liveTwins } from './live-twins.js';
import { reconsiderTwin } from './reconsider-twin.js';
import { refusalSentence } from '../tell-race.js';
import { twinFormSchema } from './twin.schema.js';
import { deskTwin } from './twin.view.js';

const path = '/meja/kembar';

/** `/meja/kembar`: claims that seem to be one, side by side, for a verifier to decide. */
export function twinPages(context: Context): Router {
  const router = Router();
  router.use(path, requireStaff(canTriage));

  const show = async (request: Request, response: Response, model: object = {}) => {
    const [twins, decided] = await Promise.all([liveTwins(context), decidedTwin(context, request)]);
    response.render('desk/twins', {
      twins: twins.map((twin) => deskTwin(twin, context.clock.now(), request.t)),
      decided,
      // The menu was counted before something was decided.
      twinsWaiting: twins.length,
      ...model,
    });
  };

  /** Two people decide on one pair, or a claim changed: the list as it is now says what is left to decide. */
  const showRefusal = async (request: Request, response: Response, error: unknown) => {
    if (!(error instanceof AppError) || error.status !== 409) throw error;
    const { person, t } = request;
    const message = refusalSentence(error, { person, now: context.clock.now(), t });
    response.status(409);
    await show(request, response, { flash: { kind: 'problem', message } });
  };

  router.get(path, (request, response) => show(request, response));

  router.post(`${path}/:id`, async (request, response) => {
    const by = staffOf(request);
    const { t } = request;
    try {
      const id = objectId.safeParse(request.params.id).data;
      if (!id) throw new AppError('not_found');
      const { page, list, ...decision } = parse(twinFormSchema, request.body ?? {});
      const { claim } = await decideTwin(context, { ...decision, id, by });
      const said = t(claim ? 'twins.done.merged' : 'twins.done.dismissed');
      if (list) done(request, response, `${path}?diputus=${id}`, said);
      else if (claim) done(request, response, `/meja/klaim/${String(claim._id)}`, t('desk.done.merged'));
      else done(request, response, page ? `/meja/klaim/${page}` : path, said);
    } catch (error) {
      await showRefusal(request, response, error);
    }
  });

  router.post(`${path}/:id/urungkan`, async (request, response) => {
    const id = objectId.safeParse(request.params.id).data;
    if (!id) throw new AppError('not_found');
    try {
      await reconsiderTwin(context, { id, by: staffOf(request) });
      done(request, response, path, request.t('twins.done.undone'));
    } catch (error) {
      await showRefusal(request, response, error);
    }
  });

  return router;
}

/** The pair that the address names as just decided, for undoing it: only a person's own, and the claim that stays. */
async function decidedTwin(context: Context, request: Request) {
  const id = objectId.safeParse(request.query['diputus']).data;
  if (!id) return undefined;
  const twin = await context.models.Twin.findById(id).lean();
  if (!twin || twin.state === 'suggested' || !twin.decidedBy?.person.equals(staffOf(request).id)) {
    return undefined;
  }
  const claim = twin.into && (await context.models.Claim.findById(twin.into).select('statement').lean());
  return { id, ...(claim && { claim: { id: String(claim._id), statement: claim.statement } }) };
}

/** For the desk's menu: how many pairs wait, as `twinsWaiting`. Pictures have no menu. */
export function countTwinsWaiting(context: Context): RequestHandler {
  return async (request, response, next) => {
    if (
      isStaff(request, canTriage) &&
      request.method === 'GET' &&
      request.get('Sec-Fetch-Dest') !== 'image'
    ) {
      response.locals['twinsWaiting'] = await countTwins(context);
    }
    next();
  };
}
