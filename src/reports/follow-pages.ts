import { Router } from 'express';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import { shareLinks } from '../library/share-links.js';
import { eraseReport } from '../privacy/erase-report.js';
import { limitsOf } from '../web/limits.js';
import { compareForReporter } from './explain-match.js';
import { findReportByTicket } from './find-report.js';
import { claimOfMatch, readTicket } from './report.view.js';
import { findTicket } from './ticket.js';

/** A whole message may be pasted where a ticket is asked for. */
const longestAsked = 1000;

/** Following a report by its ticket, at /lacak. */
export function followPages(context: Context): Router {
  const router = Router();
  const limits = limitsOf(context);

  router.get('/lacak', (request, response) => {
    const typed = request.query['tiket'];
    if (typed === undefined) {
      response.render('reports/find');
      return;
    }
    const asked = typeof typed === 'string' ? typed.trim().slice(0, longestAsked) : '';
    const ticket = findTicket(asked);
    if (ticket) {
      response.redirect(303, request.link(`/lacak/${ticket}`));
      return;
    }
    const problem = request.t(`reports.find.${asked === '' ? 'empty' : 'unreadable'}`);
    response.status(400).render('reports/find', { asked, problem, robots: 'noindex' });
  });

  router.get('/lacak/:ticket', limits.wrongTickets, async (request, response) => {
    // Whoever has the address has the ticket: it must not leave by a link, a cache or a search engine.
    response.set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex',
    });
    const asked = request.params['ticket'] as string;
    const report = await findReportByTicket(context, asked);
    if (!report) {
      response
        .status(404)
        .render('reports/find', { asked: asked.slice(0, 100), unknown: true, robots: 'noindex' });
      return;
    }
    const { view, report: told } = await readTicket(context, report, request.t);
    const [answer] = view.answers;
    response.render('reports/ticket', {
      report: view,
      answer,
      compared: compareForReporter(told, claimOfMatch(view), request.t),
      fresh: request.query['baru'] === '1',
      justErased: view.erased && request.query['terhapus'] === '1',
      toBeTold: report.wantsNews === true,
      url: `${context.config.baseUrl}${request.link(`/lacak/${report.ticket}`)}`,
      others: Math.max(0, (view.claim?.reportCount ?? 1) - 1),
      waiting: view.status === 'received' || view.status === 'checking',
      mayVisit: view.claim !== null && view.claim.status !== 'set-aside',
      history: view.history.map(({ at, what, note }, index, all) => ({
        at,
        text: what,
        detail: note,
        now: index === all.length - 1,
      })),
      ...(answer && {
        share: shareLinks(
          answer.url,
          request.t('reports.ticket.shareText', {
            title: answer.title,
            verdict: request.t(`words.verdicts.${answer.verdict}`),
          }),
          request.t,
        ),
      }),
    });
  });

  router.post('/lacak/:ticket/hapus', limits.wrongTickets, async (request, response) => {
    const report = await findReportByTicket(context, request.params['ticket'] as string);
    if (!report) throw new AppError('not_found', { message: 'reports.problems.unknownTicket' });
    await eraseReport(context, report);
    response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' });
    response.redirect(303, request.link(`/lacak/${report.ticket}?terhapus=1`));
  });

  return router;
}
