import { Router, type Request } from 'express';
import { canTriage, isSomebody } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { parse } from '../errors.js';
import { pictureUpload } from '../media/picture-upload.js';
import { formContent, uploadedDocuments } from './answer-form.js';
import { correctStatement, declineRequest, retractStatement, signStatement } from './answer-request.js';
import { askAgencies } from './ask-agencies.js';
import { findRequest } from './change-request.js';
import { listRequests } from './list-requests.js';
import { extendRequest, withdrawRequest } from './manage-request.js';
import { aboutRequest, listed } from './read-requests.js';
import { agencyRequest, staffRequest } from './request.view.js';
import {
  askSchema,
  correctionSchema,
  declineSchema,
  extendSchema,
  listQuery,
  retractSchema,
  statementSchema,
  withdrawSchema,
} from './statement-request.schema.js';
import type { StatementRequest } from './statement-request.model.js';
import { mostDocuments } from './store-document.js';

/** Requests to agencies for programs: the newsroom asks, an agency's program answers what its agency was asked. */
export function agencyApi(context: Context): Router {
  const router = Router();
  const staff = requireStaff(canTriage);
  const anybody = requireStaff(isSomebody);
  const agencies = requireStaff(({ role, agency }) => role === 'agency' && agency !== undefined);
  const upload = pictureUpload({ field: 'documents', most: mostDocuments });

  const shown = async (request: Request, found: StatementRequest) => {
    const about = await aboutRequest(context, found, request.t);
    return staffOf(request).role === 'agency' ? agencyRequest(found, about) : staffRequest(found, about);
  };
  const doer = (request: Request) => ({ id: String(request.params['id']), by: staffOf(request) });

  router.post('/claims/:id/requests', staff, async (request, response) => {
    const asking = parse(askSchema, request.body);
    const asked = await askAgencies(context, String(request.params['id']), staffOf(request), asking);
    const items = await Promise.all(asked.map((one) => shown(request, one)));
    response.status(201).json({ items });
  });

  router.get('/requests', anybody, async (request, response) => {
    const { status, cursor, limit = 20 } = parse(listQuery, request.query);
    const person = staffOf(request);
    const agency = person.role === 'agency' ? agencyOf(person) : {};
    const { items, next } = await listRequests(context, { ...agency, status, cursor, limit });
    response.json({ items: await listed(context, items, request.t), next });
  });

  router.get('/requests/:id', anybody, async (request, response) => {
    const { id, by } = doer(request);
    response.json(await shown(request, await findRequest(context, id, by)));
  });

  router.post('/requests/:id/withdraw', staff, async (request, response) => {
    const given = parse(withdrawSchema, request.body);
    response.json(await shown(request, await withdrawRequest(context, { ...doer(request), ...given })));
  });

  router.post('/requests/:id/extend', staff, async (request, response) => {
    const given = parse(extendSchema, request.body);
    response.json(await shown(request, await extendRequest(context, { ...doer(request), ...given })));
  });

  router.post('/requests/:id/statement', agencies, upload, async (request, response) => {
    const { version, ...content } = parse(statementSchema, contentOf(request));
    const files = uploadedDocuments(request);
    const signed = await signStatement(context, { ...doer(request), version, content, files });
    response.status(201).json(await shown(request, signed));
  });

  router.post('/requests/:id/correct', agencies, upload, async (request, response) => {
    const { version, why, ...content } = parse(correctionSchema, contentOf(request, { withWhy: true }));
    const files = uploadedDocuments(request);
    const corrected = await correctStatement(context, { ...doer(request), version, why, content, files });
    response.status(201).json(await shown(request, corrected));
  });

  router.post('/requests/:id/decline', agencies, async (request, response) => {
    const given = parse(declineSchema, request.body);
    response.json(await shown(request, await declineRequest(context, { ...doer(request), ...given })));
  });

  router.post('/requests/:id/retract', agencies, async (request, response) => {
    const given = parse(retractSchema, request.body);
    response.json(await shown(request, await retractStatement(context, { ...doer(request), ...given })));
  });

  return router;
}

/** JSON as it is; a form with files by its fields. */
function contentOf(request: Request, options?: { withWhy: boolean }): unknown {
  return request.is('multipart') ? formContent(request, options) : request.body;
}

/** An agency's person without an agency sees nothing. */
function agencyOf({ id, agency }: ReturnType<typeof staffOf>) {
  return { agency: agency ?? id };
}
