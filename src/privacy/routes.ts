import { Router, type Request, type Response } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { notFound, parse } from '../errors.js';
import { fieldsOf, typed } from '../web/forms.js';
import { count } from '../web/limits.js';
import { objectId } from '../web/object-id.js';
import { hiddenThings } from './hidden-things.js';
import { unmaskLimit } from './unmask-limit.js';
import { hiddenSchema, unmask, unmaskSchema, type Unmasked } from './unmask.js';

/** `/meja/laporan/:id/buka`: shows one thing that is masked in a report, to who says why. `/privasi`: what is kept. */
export function privacyPages(context: Context): Router {
  const router = Router();
  const path = '/meja/laporan/:id/buka';
  const limit = unmaskLimit(context);
  router.use(path, requireStaff(canTriage));

  const show = async (
    request: Request,
    response: Response,
    asked: { place: string; number: number },
    more: { fields?: Record<string, string>; reason?: string; shown?: Unmasked } = {},
  ) => {
    const id = idOf(request);
    const report = await context.models.Report.findById(id).select('ticket text doubt urls claim').lean();
    if (!report) throw notFound();
    const hidden = hiddenThings(report, request.t).find(
      ({ place, number }) => place === asked.place && number === asked.number,
    );
    if (!hidden) throw notFound();
    response.set('Cache-Control', 'no-store').render('desk/unmask', {
      hidden,
      report: { id, ticket: report.ticket },
      back: request.link(`/meja/klaim/${String(report.claim)}`),
      ...more,
    });
  };

  router.get(path, async (request, response) => {
    await show(request, response, parse(hiddenSchema, request.query));
  });

  router.post(path, async (request, response) => {
    const asked = parse(hiddenSchema, request.body);
    let reason: string;
    try {
      ({ reason } = parse(unmaskSchema, request.body));
    } catch (error) {
      const fields = fieldsOf(error, request);
      response.status(400);
      await show(request, response, asked, { fields, reason: typed(request, 'reason', 500) });
      return;
    }
    await count(limit, request, response);
    const shown = await unmask(context, { ...asked, reason, report: idOf(request), by: staffOf(request) });
    // Straight in the answer: it must not lie in the session until a next page shows it.
    await show(request, response, asked, { shown });
  });

  router.get('/privasi', (request, response) => {
    const { contactRetentionDays, contactEmail, siteName } = context.config;
    response.render('library/prose', {
      name: 'privacy',
      page: `${request.language}/pages/privacy`,
      days: contactRetentionDays,
      contactEmail,
      siteName,
    });
  });

  return router;
}

/** `POST /reports/:id/unmask`: the same for programs of the newsroom. */
export function privacyApi(context: Context): Router {
  const router = Router();
  const limit = unmaskLimit(context);

  router.post('/reports/:id/unmask', requireStaff(canTriage), async (request, response) => {
    const report = idOf(request);
    const asked = parse(unmaskSchema.strict(), request.body);
    await count(limit, request, response);
    const shown = await unmask(context, { ...asked, report, by: staffOf(request) });
    response.set('Cache-Control', 'no-store').json(shown);
  });

  return router;
}

function idOf(request: Request): string {
  const id = objectId.safeParse(request.params['id']).data;
  if (!id) throw notFound();
  return id;
}
