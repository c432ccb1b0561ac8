import { Router } from 'express';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';
import { agencyPages } from './agency-pages.js';
import { askPages } from './ask-pages.js';
import { keepAgenciesOut } from './keep-agencies-out.js';
import { findPublicDocument } from './publicly-shown.js';
import { requestPages } from './request-pages.js';
import { sendDocument } from './send-document.js';

/** Pages about agencies. It comes before every other room's: see keep-agencies-out.ts. */
export function agencyDesk(context: Context): Router {
  const router = Router();
  router.use('/meja', keepAgenciesOut);

  router.get('/klarifikasi/:slug/dokumen/:file', async (request, response) => {
    const { slug, file } = request.params;
    const document = await findPublicDocument(context, slug, file);
    if (!document) throw notFound();
    // An article may be corrected: what it shows today it need not show for ever.
    await sendDocument(context, response, document, 'public, max-age=300');
  });

  // `permintaan` is no agency's id: its pages come first.
  return router.use(askPages(context), requestPages(context), agencyPages(context));
}
