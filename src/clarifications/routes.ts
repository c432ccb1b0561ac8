import { Router } from 'express';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { parse } from '../errors.js';
import { articlePages } from './article-pages.js';
import { clarificationStatuses } from './clarification.model.js';
import { listQuery } from './clarification.schema.js';
import { editorPages } from './editor-pages.js';
import { countByStatus, listClarifications } from './list-clarifications.js';
import { isReviewer } from './permissions.js';

/** The desk's pages about clarifications. */
export function clarificationDesk(context: Context): Router {
  const router = Router();

  router.get('/meja/klarifikasi', requireStaff(), async (request, response) => {
    const { status: asked, cursor } = parse(listQuery, request.query);
    const counts = await countByStatus(context, clarificationStatuses);
    // Whoever reviews comes for what waits.
    const waiting = isReviewer(staffOf(request)) && (counts.get('in-review') ?? 0) > 0;
    const status = asked ?? (waiting ? 'in-review' : 'draft');
    const { items, next } = await listClarifications(context, { status, cursor, limit: 30 });
    const here = (of: string) => request.link(`/meja/klarifikasi?status=${of}`);
    response.render('clarifications/list', {
      tabs: clarificationStatuses.map((of) => ({
        href: here(of),
        label: request.t(`words.clarificationStatuses.${of}`),
        count: counts.get(of) ?? 0,
        current: of === status,
      })),
      items: items.map((article) => ({
        id: String(article._id),
        title: article.title,
        summary: article.summary,
        verdict: article.verdict,
        state: article.status,
        author: article.author.name,
        updatedAt: article.updatedAt,
        publishedAt: article.publishedAt,
        retractedAt: article.retraction?.at,
        returned: article.returnedNote !== undefined,
      })),
      firstUrl: cursor ? here(status) : null,
      nextUrl: next && `${here(status)}&cursor=${next}`,
    });
  });

  // Before the pages of one article: `baru` is no id.
  router.use(editorPages(context), articlePages(context));
  return router;
}
