import { Router, type RequestHandler } from 'express';
import type { Context } from '../context.js';
import { parse } from '../errors.js';
import { aboutPages } from './about-pages.js';
import { checkPages } from './check-pages.js';
import { countView } from './count-view.js';
import { readFrontPage } from './front-page.js';
import { listSchema, pageSchema, versionSchema } from './library.schema.js';
import { articleView, filtersView } from './library.view.js';
import { listClarifications, yearsOf } from './list-clarifications.js';
import { listCorrections } from './list-corrections.js';
import { readClaim } from './read-claim.js';
import { findArticle, readArticle } from './read-clarification.js';

/** The public side: everything that readers see without a ticket. */
export function libraryPages(context: Context): Router {
  const router = Router();
  router.use(shareable);
  router.use(checkPages(context), aboutPages(context));

  router.get('/', async (_request, response) => {
    response.render('library/front', await readFrontPage(context));
  });

  router.get('/klarifikasi', async (request, response) => {
    const filters = parse(listSchema, request.query);
    const [list, years] = await Promise.all([listClarifications(context, filters), yearsOf(context)]);
    response.render(
      'library/clarifications',
      filtersView(filters, list, years, request.link('/klarifikasi')),
    );
  });

  router.get('/klarifikasi/:slug', async (request, response) => {
    const { versi } = parse(versionSchema, request.query);
    const found = await findArticle(context, request.params.slug);
    const page = await readArticle(context, found, versi, request.t);
    const counted = await countView(context, found._id, request);
    response.render('library/clarification', articleView(page, counted, request, context.config));
  });

  router.get('/klaim/:slug', async (request, response) => {
    const page = await readClaim(context, request.params.slug);
    // For now: a merge may be undone, and then the address stands for itself again.
    if (page.kind === 'moved') response.redirect(302, request.link(`/klaim/${page.slug}`));
    else if (page.kind === 'answered')
      response.redirect(302, request.link(`/klarifikasi/${page.answer.slug}`));
    else response.render('library/claim', { page, robots: page.listed ? undefined : 'noindex' });
  });

  router.get('/koreksi', async (request, response) => {
    const { after } = parse(pageSchema, request.query);
    const { items, next } = await listCorrections(context, after);
    const here = request.link('/koreksi');
    response.render('library/corrections', {
      items,
      robots: after && 'noindex, follow',
      firstUrl: after ? here : null,
      nextUrl: next && `${here}?after=${next}`,
    });
  });
  return router;
}

// Anyone's page may be kept anywhere, but is asked for again each time: its ETag makes that cheap. A page for staff
// has their name on it; accounts/recognise.ts has forbidden to keep it.
const shareable: RequestHandler = (request, response, next) => {
  if (!request.person && (request.method === 'GET' || request.method === 'HEAD')) {
    response.set('Cache-Control', 'public, no-cache').vary('Cookie');
  }
  next();
};
