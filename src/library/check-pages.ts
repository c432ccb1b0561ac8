import { Router, type Request } from 'express';
import type { Context } from '../context.js';
import { parse } from '../errors.js';
import { longestText } from '../reports/report.schema.js';
import { fieldsOf } from '../web/forms.js';
import { limitsOf } from '../web/limits.js';
import { checkMessage } from './check-message.js';
import { checkSchema, prefillSchema } from './library.schema.js';

/** "Is this message known?": the box, and the answer. */
export function checkPages(context: Context): Router {
  const router = Router();

  // Also where other apps share a text to.
  router.get('/cek', (request, response) => {
    const { text = '', url = '' } = parse(prefillSchema, request.query);
    response.render('library/check', { typed: { text: `${text}\n${url}`.trim() } });
  });

  router.post('/cek', limitsOf(context).matches, async (request, response) => {
    let message;
    try {
      message = parse(checkSchema, request.body ?? {});
    } catch (problem) {
      response.status(400).render('library/check', {
        problems: fieldsOf(problem, request),
        typed: { text: typedText(request) },
        robots: 'noindex',
      });
      return;
    }
    const checked = await checkMessage(context, message.text, request.t);
    if (message.part) response.render('library/answer', { checked });
    else response.render('library/check', { checked, typed: { text: checked.text }, robots: 'noindex' });
  });
  return router;
}

/** What was typed stays in the box when it was refused; cut where the box would cut it. */
function typedText({ body }: Request): string {
  const text: unknown = (body as { text?: unknown } | undefined)?.text;
  return typeof text === 'string' ? text.slice(0, longestText) : '';
}
