import { Router } from 'express';
import { z } from 'zod';
import { actorOf } from '../accounts/actor.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { notFound, parse } from '../errors.js';
import { findReportByTicket } from '../reports/find-report.js';
import { done } from '../web/forms.js';
import { limitsOf } from '../web/limits.js';
import { objectId } from '../web/object-id.js';
import { countNotices, listNotices } from './list-notices.js';
import { noticeStatuses, type NoticeStatus } from './notice.model.js';
import { retryGivenUp, retryNotice } from './retry-notice.js';
import { stopNotices } from './stop-notices.js';

const listQuery = z.object({
  status: z.enum(noticeStatuses).optional(),
  cursor: z.string().max(200).optional(),
});

const urgency: readonly NoticeStatus[] = ['failed', 'kept', 'waiting', 'sending', 'sent', 'withdrawn'];

/** The outbox on the desk, and the page on which a reporter stops mail. */
export function noticeDesk(context: Context): Router {
  const router = Router();
  const staff = requireStaff();
  const { wrongTickets } = limitsOf(context);

  router.get('/meja/pemberitahuan', staff, async (request, response) => {
    const { status: asked, cursor } = parse(listQuery, request.query);
    const counts = await countNotices(context);
    // What needs somebody comes first.
    const status = asked ?? urgency.find((of) => (counts.get(of) ?? 0) > 0) ?? 'failed';
    const { items, next } = await listNotices(context, status, cursor);
    const here = (of: string) => request.link(`/meja/pemberitahuan?status=${of}`);
    response.render('notices/list', {
      tabs: noticeStatuses.map((of) => ({
        href: here(of),
        label: request.t(`notices.statuses.${of}`),
        count: counts.get(of) ?? 0,
        current: of === status,
      })),
      items: items.map((item) => ({
        ...item,
        subject:
          item.letter &&
          request.t(`notices.letters.${item.letter.about}.subject`, {
            ...item.letter.params,
            siteName: context.config.siteName,
          }),
      })),
      failed: status === 'failed',
      severalGivenUp:
        status === 'failed' &&
        items.some(({ problem }) => problem === 'gave-up' || problem === 'unreadable-address'),
      noServer: !context.mailer.configured,
      firstUrl: cursor ? here(status) : null,
      nextUrl: next && `${here(status)}&cursor=${next}`,
    });
  });

  router.post('/meja/pemberitahuan/kirim-ulang', staff, async (request, response) => {
    const count = await retryGivenUp(context);
    await recordAction(context, {
      by: actorOf(staffOf(request)),
      action: 'notice.all-retried',
      on: { kind: 'notice', id: 'given-up' },
      after: { count },
    });
    done(request, response, '/meja/pemberitahuan', request.t('notices.retriedAll', { count }));
  });

  router.post('/meja/pemberitahuan/:id/kirim-ulang', staff, async (request, response) => {
    const id = objectId.safeParse(request.params['id']);
    if (!id.success) throw notFound();
    await retryNotice(context, id.data);
    await recordAction(context, {
      by: actorOf(staffOf(request)),
      action: 'notice.retried',
      on: { kind: 'notice', id: id.data },
      before: { status: 'failed' },
      after: { status: 'waiting' },
    });
    done(request, response, '/meja/pemberitahuan', request.t('notices.retried'));
  });

  // Whoever has the address has the ticket: it must not leave by a link, a cache or a search engine.
  router.use('/berhenti', (_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex',
    });
    next();
  });

  router.get('/berhenti/:ticket', wrongTickets, async (request, response) => {
    const report = await findReportByTicket(context, String(request.params['ticket']));
    if (!report) throw notFound();
    response.render('notices/stop', { ticket: report.ticket });
  });

  // Mail programs post here by themselves (RFC 8058), people by the button.
  router.post('/berhenti/:ticket', wrongTickets, async (request, response) => {
    const report = await findReportByTicket(context, String(request.params['ticket']));
    if (!report) throw notFound();
    await stopNotices(context, report);
    response.render('notices/stop', { ticket: report.ticket, stopped: true });
  });

  return router;
}
