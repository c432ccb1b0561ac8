import { Router, type Request, type Response } from 'express';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { notAllowed, parse, tellFields } from '../errors.js';
import { done, fieldsOf } from '../web/forms.js';
import { articleView } from './article.view.js';
import type { Clarification } from './clarification.model.js';
import { retraction, returning } from './clarification.schema.js';
import { editorView } from './editor.view.js';
import { refusedFields, typedOf, versionOf } from './editor-form.js';
import { canEdit, canRetract } from './permissions.js';
import { publishClarification } from './publish-clarification.js';
import { readArticle } from './read-article.js';
import { retractClarification } from './retract-clarification.js';
import { returnClarification } from './return-clarification.js';
import { submitClarification } from './submit-clarification.js';

type Body = Record<string, unknown>;

const text = (request: Request, name: string): string => {
  const value = ((request.body ?? {}) as Body)[name];
  return typeof value === 'string' ? value : '';
};

const doerOf = (request: Request) => ({
  by: staffOf(request),
  version: versionOf({ version: text(request, 'version') }),
});

/** An article's page on the desk, and what is decided there. */
export function articlePages(context: Context): Router {
  const router = Router();
  const staff = requireStaff();

  const showArticle = async (
    article: Clarification,
    request: Request,
    response: Response,
    refused: { status?: number; errors?: Record<string, string>; note?: string } = {},
  ) => {
    const { status = 200, ...shown } = refused;
    const model = { ...(await articleView(context, request, article)), ...shown };
    response.status(status).render('clarifications/article', model);
  };

  router.get('/meja/klarifikasi/:id', staff, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    if (article.status === 'draft' && canEdit(staffOf(request), article)) {
      const model = await editorView(context, request, { mode: 'edit', article, typed: typedOf(article) });
      response.render('clarifications/editor', model);
      return;
    }
    await showArticle(article, request, response);
  });

  router.post('/meja/klarifikasi/:id/ajukan', staff, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    try {
      await submitClarification(context, article._id, doerOf(request));
    } catch (error) {
      await incomplete(article, error, request, response);
      return;
    }
    lead(request, response, article, 'submitted');
  });

  router.post('/meja/klarifikasi/:id/terbitkan', staff, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    try {
      await publishClarification(context, article._id, doerOf(request));
    } catch (error) {
      await incomplete(article, error, request, response);
      return;
    }
    lead(request, response, article, 'published');
  });

  router.post('/meja/klarifikasi/:id/kembalikan', staff, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    try {
      const { note } = parse(returning, { note: text(request, 'note') });
      await returnClarification(context, article._id, { ...doerOf(request), note });
    } catch (error) {
      const errors = fieldsOf(error, request);
      await showArticle(article, request, response, { status: 400, errors, note: text(request, 'note') });
      return;
    }
    lead(request, response, article, 'returned');
  });

  const showRetraction = async (
    article: Clarification,
    request: Request,
    response: Response,
    errors?: Record<string, string>,
  ) => {
    if (!canRetract(staffOf(request), article)) throw notAllowed();
    response.status(errors ? 400 : 200).render('clarifications/retract', {
      ...(await articleView(context, request, article)),
      errors,
      reason: text(request, 'reason'),
    });
  };

  router.get('/meja/klarifikasi/:id/tarik', staff, async (request, response) => {
    await showRetraction(await readArticle(context, request.params['id']), request, response);
  });

  router.post('/meja/klarifikasi/:id/tarik', staff, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    try {
      const { reason } = parse(retraction, { reason: text(request, 'reason') });
      if (!text(request, 'sure')) {
        await showRetraction(article, request, response, {
          sure: request.t('clarifications.retract.sureNeeded'),
        });
        return;
      }
      await retractClarification(context, article._id, { ...doerOf(request), reason });
    } catch (error) {
      await showRetraction(article, request, response, fieldsOf(error, request));
      return;
    }
    lead(request, response, article, 'retracted');
  });

  /** Names what is still missing: to whoever may edit it in the editor, to others on its page. */
  async function incomplete(article: Clarification, error: unknown, request: Request, response: Response) {
    const { status, fields } = refusedFields(error);
    if (canEdit(staffOf(request), article)) {
      const editor = { mode: 'edit' as const, article, typed: typedOf(article), fields };
      response.status(status).render('clarifications/editor', await editorView(context, request, editor));
      return;
    }
    await showArticle(article, request, response, { status, errors: tellFields(fields, request.t) });
  }

  return router;
}

function lead(
  request: Request,
  response: Response,
  article: Clarification,
  what: 'submitted' | 'published' | 'returned' | 'retracted',
): void {
  const path = `/meja/klarifikasi/${String(article._id)}`;
  done(request, response, path, request.t(`clarifications.done.${what}`));
}
