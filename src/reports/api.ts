import { Router, type Request, type RequestHandler } from 'express';
import { refuseBlockedContact } from '../blocks/refuse-blocked.js';
import type { Context } from '../context.js';
import { AppError, badInput, parse } from '../errors.js';
import { pictureUpload, uploadedPictures } from '../media/picture-upload.js';
import { eraseReport } from '../privacy/erase-report.js';
import { senderKey } from '../privacy/sender-key.js';
import { count, limitsOf } from '../web/limits.js';
import { findReportByTicket } from './find-report.js';
import { matchMessage } from './match-message.js';
import {
  formFields,
  idempotencyKeySchema,
  messageSchema,
  mostPictures,
  submissionSchema,
} from './report.schema.js';
import { viewTicket } from './report.view.js';
import { submitReport } from './submit-report.js';

/** The API for citizens' programs: ask about a message, report it, follow the report. */
export function reportApi(context: Context): Router {
  const router = Router();
  const limits = limitsOf(context);

  router.post('/match', limits.matches, onlyTypes('json', 'urlencoded'), async (request, response) => {
    const { text } = parse(messageSchema, request.body);
    response.json(await matchMessage(context, text, request.t));
  });

  router.post(
    '/reports',
    limits.tries,
    onlyTypes('json', 'multipart/form-data'),
    pictureUpload({ field: 'files', most: mostPictures }),
    async (request, response) => {
      const files = uploadedPictures(request);
      const fields = request.is('multipart/form-data') ? formFields(request.body) : (request.body as unknown);
      const submission = parse(submissionSchema(files.length), fields);
      const idempotencyKey = readKey(request);
      await refuseBlockedContact(context, request, submission.contact);
      await count(limits.unproven, request, response);
      const { report } = await submitReport(context, {
        ...submission,
        files,
        ...(idempotencyKey && { idempotencyKey }),
        sender: senderKey(context.config, request.ip, context.clock.now()),
        language: request.language,
        source: 'api',
      });
      const view = await viewTicket(context, report, request.t);
      response.status(201).location(`/api/v1/reports/${report.ticket}`).json(view);
    },
  );

  router.get('/reports/:ticket', limits.wrongTickets, async (request, response) => {
    const report = await findReportByTicket(context, request.params['ticket'] as string);
    if (!report) throw new AppError('not_found', { message: 'reports.problems.unknownTicket' });
    response.set('Cache-Control', 'no-store').json(await viewTicket(context, report, request.t));
  });

  // "Hapus data saya": whoever has the ticket has what is personal in the report erased; the ticket goes on working.
  router.delete('/reports/:ticket', limits.wrongTickets, async (request, response) => {
    const report = await findReportByTicket(context, request.params['ticket'] as string);
    if (!report) throw new AppError('not_found', { message: 'reports.problems.unknownTicket' });
    const erased = await eraseReport(context, report);
    response.set('Cache-Control', 'no-store').json(await viewTicket(context, erased, request.t));
  });

  return router;
}

/** Refuses a body of another type, instead of finding it empty. */
function onlyTypes(...types: string[]): RequestHandler {
  return (request, _response, next) => {
    if (request.get('Content-Type') !== undefined && request.is(types) === false)
      throw new AppError('unsupported_type');
    next();
  };
}

function readKey(request: Request): string | undefined {
  const parsed = idempotencyKeySchema.safeParse(request.get('Idempotency-Key'));
  if (!parsed.success) throw badInput({ 'Idempotency-Key': { reason: 'key_length' } });
  return parsed.data;
}
