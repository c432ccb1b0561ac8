import { Router, type Request, type Response } from 'express';
import { listAgencies } from '../agencies/list-agencies.js';
import { countBlocks } from '../blocks/list-blocks.js';
import { verdicts } from '../claims/claim.model.js';
import { tellWeights } from '../claims/tell-weights.js';
import { prioritySetting } from '../claims/weights-in-force.js';
import { kinds } from '../clarifications/clarification.model.js';
import type { Context } from '../context.js';
import { linkTo, sitemapView } from './library.view.js';
import { listClarifications, yearsOf } from './list-clarifications.js';

/** What should not turn up in search engines. */
const unlisted = ['/meja', '/masuk', '/lacak/', '/api/'];

/** Pages about the site. Their texts are templates of each language: views/languages/<language>/pages. */
export function aboutPages(context: Context): Router {
  const router = Router();
  const { contactEmail } = context.config;
  const show = (name: string, request: Request, response: Response, model: object = {}) => {
    response.render('library/prose', {
      name,
      page: `${request.language}/pages/${name}`,
      contactEmail,
      ...model,
    });
  };

  router.get('/tentang', (request, response) => show('about', request, response));
  router.get('/metodologi', async (request, response) => {
    const weights = tellWeights(await prioritySetting(context), request.t);
    show('method', request, response, { verdicts, kinds, weights, blocked: await countBlocks(context) });
  });
  router.get('/faq', (request, response) => show('faq', request, response));

  router.get('/tautan', async (request, response) => {
    const agencies = await listAgencies(context);
    show('links', request, response, {
      agencies: agencies.map(({ name, shortName, url, about, topics }) => ({
        name,
        shortName,
        about,
        topics,
        href: linkTo(url)?.href,
      })),
    });
  });

  router.get('/peta-situs', async (_request, response) => {
    const [{ items }, years] = await Promise.all([listClarifications(context, {}), yearsOf(context)]);
    response.render('library/sitemap', sitemapView(items, years));
  });

  router.get('/robots.txt', (_request, response) => {
    const lines = unlisted.flatMap((path) => [`Disallow: ${path}`, `Disallow: /en${path}`]);
    response.type('text/plain').send(`User-agent: *\n${lines.join('\n')}\n`);
  });
  return router;
}
