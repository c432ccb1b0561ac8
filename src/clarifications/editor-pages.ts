import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError, notAllowed, parse } from '../errors.js';
import { pictureUpload } from '../media/picture-upload.js';
import { done } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import { beaten } from './change-clarification.js';
import type { Clarification } from './clarification.model.js';
import { claimQuery, most } from './clarification.schema.js';
import { correctClarification } from './correct-clarification.js';
import { duplicateField } from '../store/duplicate.js';
import { editClarification } from './edit-clarification.js';
import {
  changeOf,
  correctionOf,
  coverOf,
  draftOf,
  emptyForm,
  readForm,
  refusedFields,
  typedOf,
  withMissing,
} from './editor-form.js';
import type { Step, Typed } from './editor-form.js';
import { claimChoice, editorView, type Editor } from './editor.view.js';
import { findClaims } from './find-claims.js';
import { readArticle } from './read-article.js';
import { canCorrect, canEdit } from './permissions.js';
import { renderMarkdown } from './render-markdown.js';
import { submitClarification } from './submit-clarification.js';
import { writeClarification } from './write-clarification.js';

/** Rows of sources that "add rows" offers. */
const moreRows = 5;

/** Where articles are written, edited and corrected. */
export function editorPages(context: Context): Router {
  const router = Router();
  const staff = requireStaff();
  const upload = pictureUpload({ field: 'cover', most: 1, fields: 200 });

  const show = async (request: Request, response: Response, editor: Editor, status = 200) => {
    response.status(status).render('clarifications/editor', await editorView(context, request, editor));
  };

  router.get('/meja/klarifikasi/baru', staff, async (request, response) => {
    const asked = objectId.safeParse(request.query['claim']);
    const typed = emptyForm(asked.success ? [asked.data] : []);
    await show(request, response, { mode: 'new', typed, newId: String(new Types.ObjectId()) });
  });

  router.post('/meja/klarifikasi/pratinjau', staff, (request, response) => {
    const { typed } = readForm(request);
    response.type('html').send(renderMarkdown(typed.body.slice(0, most.body)));
  });

  router.get('/meja/klarifikasi/cari-klaim', staff, async (request, response) => {
    const { q, without } = parse(claimQuery, request.query);
    const found = await findClaims(context, q, without.split(','));
    response.render('clarifications/claim-choices', { found: found.map(claimChoice) });
  });

  router.post('/meja/klarifikasi', staff, upload, async (request, response) => {
    const { typed, step } = readForm(request);
    const given = objectId.safeParse((request.body as { id?: unknown } | undefined)?.id);
    const id = new Types.ObjectId(given.success ? given.data : undefined);
    const editor: Editor = { mode: 'new', typed, newId: String(id) };
    if (await shownAgain(editor, step, request, response)) return;
    let article: Clarification;
    try {
      const draft = draftOf(typed);
      const cover = await coverOf(context, request, typed, undefined);
      article = await writeClarification(context, draft, { by: staffOf(request), id }, cover ?? undefined);
    } catch (error) {
      // The same form sent twice: it is there already.
      if (duplicateField(error) === '_id') {
        response.redirect(303, request.link(`/meja/klarifikasi/${String(id)}`));
        return;
      }
      await refused(editor, error, request, response, step);
      return;
    }
    await afterSaving(article, step, request, response);
  });

  router.get('/meja/klarifikasi/:id/sunting', staff, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    if (!canEdit(staffOf(request), article)) throw notAllowed();
    await show(request, response, { mode: 'edit', article, typed: typedOf(article) });
  });

  router.post('/meja/klarifikasi/:id', staff, upload, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    const { typed, step } = readForm(request);
    const editor: Editor = { mode: 'edit', article, typed };
    if (await shownAgain(editor, step, request, response)) return;
    let saved: Clarification;
    try {
      const { version, ...draft } = changeOf(typed);
      const doer = { by: staffOf(request), version };
      refuseStale(article, version);
      const cover = await coverOf(context, request, typed, article.cover);
      saved = await editClarification(context, article._id, draft, doer, cover);
    } catch (error) {
      await refused(editor, error, request, response, step);
      return;
    }
    await afterSaving(saved, step, request, response);
  });

  router.get('/meja/klarifikasi/:id/koreksi', staff, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    if (!canCorrect(staffOf(request), article)) throw notAllowed();
    await show(request, response, { mode: 'correct', article, typed: typedOf(article) });
  });

  router.post('/meja/klarifikasi/:id/koreksi', staff, upload, async (request, response) => {
    const article = await readArticle(context, request.params['id']);
    const { typed, step } = readForm(request);
    const editor: Editor = { mode: 'correct', article, typed };
    if (await shownAgain(editor, step, request, response)) return;
    try {
      const { version, note, ...draft } = correctionOf(typed);
      const doer = { by: staffOf(request), version, note };
      refuseStale(article, version);
      const cover = await coverOf(context, request, typed, article.cover);
      await correctClarification(context, article._id, draft, doer, cover);
    } catch (error) {
      await refused(editor, error, request, response);
      return;
    }
    done(
      request,
      response,
      `/meja/klarifikasi/${String(article._id)}`,
      request.t('clarifications.done.corrected'),
    );
  });

  /** Buttons that save nothing: what was typed comes back, with what was asked for. */
  async function shownAgain(
    editor: Editor,
    step: Step,
    request: Request,
    response: Response,
  ): Promise<boolean> {
    if (step === 'save' || step === 'submit') return false;
    const { typed } = editor;
    const extra: Partial<Editor> = {};
    if (step === 'preview') extra.showPreview = true;
    if (step === 'more') extra.freeRows = moreRows;
    if (step === 'find') extra.found = await findClaims(context, typed.claimQuery, typed.claims);
    if (step === 'template') {
      const frame = request.t('clarifications.editor.templateText');
      typed.body = typed.body.trim() ? `${typed.body.trimEnd()}\n\n${frame}` : frame;
    }
    await show(request, response, { ...editor, ...extra });
    return true;
  }

  /** A saved draft is handed on when that was asked; what is still missing is named on its page. */
  async function afterSaving(article: Clarification, step: Step, request: Request, response: Response) {
    const path = `/meja/klarifikasi/${String(article._id)}`;
    if (step !== 'submit' || article.status !== 'draft') {
      done(request, response, path, request.t('clarifications.done.saved'));
      return;
    }
    try {
      const doer = { by: staffOf(request), version: article.version };
      await submitClarification(context, article._id, doer);
    } catch (error) {
      const editor: Editor = { mode: 'edit', article, typed: typedOf(article), savedFirst: true };
      await refused(editor, error, request, response);
      return;
    }
    done(request, response, path, request.t('clarifications.done.submitted'));
  }

  /** Shows the form again with what was typed: with its faults, or with who was first. */
  async function refused(
    editor: Editor,
    error: unknown,
    request: Request,
    response: Response,
    step: Step = 'save',
  ) {
    if (!(error instanceof AppError) || error.code !== 'conflict' || !editor.article) {
      const { status, fields } = refusedFields(error);
      const all = step === 'submit' ? withMissing(editor.typed, fields) : fields;
      await show(request, response, { ...editor, fields: all }, status);
      return;
    }
    const latest = await readArticle(context, String(editor.article._id));
    const may = editor.mode === 'correct' ? canCorrect : canEdit;
    const conflict = request.t(error.details.message ?? 'errors.codes.conflict', error.details.params);
    const typed: Typed = { ...editor.typed, version: String(latest.version) };
    const locked = !may(staffOf(request), latest);
    await show(request, response, { ...editor, article: latest, typed, conflict, locked }, error.status);
  }

  return router;
}

/** Before a picture is stored for nothing. @throws AppError conflict */
function refuseStale(article: Clarification, version: number | undefined): void {
  if (version !== undefined && version !== article.version) throw beaten(article);
}
