import { Router } from 'express';
import type { Context } from '../context.js';
import { followPages } from './follow-pages.js';
import { reportFormPages } from './form-pages.js';

/** The citizen's pages: report something, and follow it. */
export function reportPages(context: Context): Router {
  const router = Router();
  router.use(reportFormPages(context), followPages(context));
  return router;
}
