import { Router, type Request, type Response } from 'express';
import { isSomebody } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import { followMerges } from '../claims/find-claim.js';
import { answersOf } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { notAllowed, notFound, parse } from '../errors.js';
import { openPicture } from '../media/open-picture.js';
import { pictureUpload } from '../media/picture-upload.js';
import { sendPicture } from '../media/send-picture.js';
import { done, typed } from '../web/forms.js';
import type { SignedIn } from '../web/request.js';
import { formContent, typedAnswer, uploadedDocuments, type TypedAnswer } from './answer-form.js';
import {
  correctStatement,
  declineRequest,
  retractStatement,
  saveDraft,
  signStatement,
} from './answer-request.js';
import { refusal, refuseRaced } from './ask-pages.js';
import { findRequest } from './change-request.js';
import { documentsOf } from './forget-documents.js';
import { listRequests } from './list-requests.js';
import { aboutRequest, listed } from './read-requests.js';
import { renderStatement } from './render-statement.js';
import { agencyRequest, shownDocument } from './request.view.js';
import { sendDocument } from './send-document.js';
import {
  correctionSchema,
  declineSchema,
  draftSchema,
  listQuery,
  most,
  retractSchema,
  statementSchema,
} from './statement-request.schema.js';
import { mostDocuments } from './store-document.js';

const page = '/meja/permintaan';
const requestsAtOnce = 30;
/** Free rows of links that the form always offers, so that they can be added without JavaScript. */
const freeRows = 2;

/** An agency's own desk: what it was asked, and nothing else. */
export function requestPages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(isSomebody));
  const upload = pictureUpload({ field: 'documents', most: mostDocuments });

  router.get(page, async (request, response) => {
    const { agency } = agencyPerson(request);
    const { cursor } = parse(listQuery, request.query);
    const { items, next } = await listRequests(context, { agency, cursor, limit: requestsAtOnce });
    const shown = await listed(context, items, request.t);
    const own = await context.models.Agency.findById(agency).lean();
    const here = request.link(page);
    response.render('agencies/requests', {
      agency: own && { name: own.name },
      open: shown.filter(({ status }) => status === 'open'),
      closed: shown.filter(({ status }) => status !== 'open'),
      firstUrl: cursor ? here : null,
      nextUrl: next && `${here}?cursor=${next}`,
    });
  });

  const show = async (
    request: Request,
    response: Response,
    again: {
      status?: number;
      errors?: Record<string, string>;
      problem?: string;
      answer?: TypedAnswer;
      preview?: string;
      form?: string;
    } = {},
  ) => {
    const { status = 200, answer, ...model } = again;
    const found = await findRequest(context, String(request.params['id']), agencyPerson(request));
    const about = await aboutRequest(context, found, request.t);
    const shown = agencyRequest(found, about);
    const claim = about.claim && (await followMerges(context, about.claim));
    const published = claim && (await answersOf(context, [claim._id])).get(String(claim._id));
    const newest = found.statements.at(-1);
    const draft = found.draft ?? newest;
    const content: TypedAnswer = answer ?? {
      text: draft?.text ?? '',
      signerName: draft?.signer.name ?? '',
      signerOffice: draft?.signer.office ?? '',
      links: draft?.links ?? [],
      keep: draft?.documents.map(({ file }) => String(file)) ?? [],
      why: '',
    };
    const known = new Map(documentsOf(found).map((document) => [String(document.file), document]));
    response.status(status).render('agencies/request', {
      ...model,
      request: shown,
      published: published && { slug: published.slug, title: published.title },
      given: { ...content, reason: typed(request, 'reason', most.reason) },
      documents: [...known.values()].map((document) => ({
        ...shownDocument(document, `${page}/${shown.id}/dokumen/${String(document.file)}`),
        checked: content.keep.includes(String(document.file)),
      })),
      rows: [...content.links, ...Array.from({ length: freeRows }, () => ({ title: '', url: '' }))]
        .slice(0, most.links)
        .map((link, at) => ({
          ...link,
          number: at + 1,
          titlePath: `links.${at}.title`,
          urlPath: `links.${at}.url`,
        })),
      documentsProblem: model.errors?.['documents'],
      most: { ...most, documents: mostDocuments },
    });
  };

  router.get(`${page}/:id`, (request, response) => show(request, response));

  router.get(`${page}/:id/gambar/:file`, async (request, response) => {
    const found = await findRequest(context, request.params.id, agencyPerson(request));
    const wanted = request.params.file;
    const chosen = found.pictures.some(({ file, thumbnail }) =>
      [String(file), String(thumbnail)].includes(wanted),
    );
    const picture = chosen ? await openPicture(context, wanted) : null;
    if (!picture) throw notFound();
    await sendPicture(response, picture, 'no-store');
  });

  router.get(`${page}/:id/dokumen/:file`, async (request, response) => {
    const found = await findRequest(context, request.params.id, agencyPerson(request));
    const document = documentsOf(found).find(({ file }) => String(file) === request.params.file);
    if (!document) throw notFound();
    await sendDocument(context, response, document, 'private, no-store');
  });

  const doer = (request: Request) => ({ id: String(request.params['id']), by: agencyPerson(request) });
  const lead = (request: Request, response: Response, said: string) => {
    done(request, response, `${page}/${String(request.params['id'])}`, request.t(`agencies.done.${said}`));
  };

  router.post(`${page}/:id`, upload, async (request, response) => {
    const answer = typedAnswer(request);
    const step = typed(request, 'do');
    // Asks whether it is theirs before anything is read.
    await findRequest(context, String(request.params['id']), agencyPerson(request));
    if (!['save', 'sign', 'correct'].includes(step)) {
      await show(request, response, { answer, preview: renderStatement(answer.text.slice(0, most.text)) });
      return;
    }
    try {
      if (step !== 'save' && !typed(request, 'sure')) {
        await show(request, response, {
          status: 400,
          answer,
          errors: { sure: request.t('errors.fields.sure_needed') },
        });
        return;
      }
      const files = uploadedDocuments(request);
      if (step === 'correct') {
        const read = parse(correctionSchema, formContent(request, { withWhy: true }));
        const { version, why, ...content } = read;
        await correctStatement(context, { ...doer(request), version, why, content, files });
      } else {
        const schema = step === 'sign' ? statementSchema : draftSchema;
        const { version, ...content } = parse(schema, formContent(request));
        const act = step === 'sign' ? signStatement : saveDraft;
        await act(context, { ...doer(request), version, content, files });
      }
    } catch (error) {
      await show(request, response, { ...refusal(error, request), answer });
      return;
    }
    lead(request, response, { save: 'saved', sign: 'signed', correct: 'corrected' }[step] ?? 'saved');
  });

  const form = (path: string, said: string, act: (request: Request) => Promise<unknown>) => {
    router.post(`${page}/:id/${path}`, async (request, response) => {
      try {
        await act(request);
      } catch (error) {
        refuseRaced(error);
        await show(request, response, { ...refusal(error, request), form: path });
        return;
      }
      lead(request, response, said);
    });
  };
  form('tolak', 'declined', (request) =>
    declineRequest(context, { ...doer(request), ...parse(declineSchema, request.body) }),
  );
  form('cabut', 'retracted', (request) =>
    retractStatement(context, { ...doer(request), ...parse(retractSchema, request.body) }),
  );
  return router;
}

/** @throws AppError not_allowed for the newsroom: it reads and decides, it does not answer. */
function agencyPerson(request: Request): SignedIn & { agency: NonNullable<SignedIn['agency']> } {
  const person = staffOf(request);
  if (person.role !== 'agency' || !person.agency) throw notAllowed();
  return { ...person, agency: person.agency };
}
