import { randomUUID } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import { refuseBlockedContact } from '../blocks/refuse-blocked.js';
import type { Context } from '../context.js';
import { AppError, parse } from '../errors.js';
import { pictureUpload } from '../media/picture-upload.js';
import { senderKey } from '../privacy/sender-key.js';
import { count, limitsOf } from '../web/limits.js';
import { createPuzzles } from '../web/proof-of-work.js';
import { isConfirmation, signConfirmation } from './form-tokens.js';
import { matchMessage } from './match-message.js';
import {
  bodyOf,
  emptyTyped,
  formModel,
  keyOf,
  knownModel,
  readRound,
  readTyped,
  type FormRound,
} from './report-form.js';
import { messageSchema, mostPictures, type SubmittedFields } from './report.schema.js';
import { findRepeated, submitReport, type Submission } from './submit-report.js';

const tooMany = new AppError('too_many', { fields: { body: { reason: 'too_many_reports' } } });

/** A prefilled text in an address may be this long. */
const longestPrefill = 2000;

/** The form at /lapor. */
export function reportFormPages(context: Context): Router {
  const router = Router();
  const limits = limitsOf(context);
  const puzzles = createPuzzles(context);

  const show = (request: Request, response: Response, typed: Partial<ReturnType<typeof readTyped>>) => {
    const round = {
      typed: { ...emptyTyped, ...typed },
      pictures: [],
      lostPictures: false,
      controls: { key: randomUUID() },
    };
    response.set('Cache-Control', 'no-store').render('reports/new', formModel(context, request, round));
  };

  router.get('/lapor', (request, response) => {
    const { text } = readTyped({ text: request.query['text'] });
    show(request, response, { text: text.slice(0, longestPrefill) });
  });

  // The home page and /cek pass on what was pasted there.
  router.post('/lapor/isi', (request, response) => {
    const { text, urls } = readTyped(bodyOf(request));
    show(request, response, { text, urls });
  });

  // What is known about a text while it is typed: the part of the page that says so.
  router.post('/lapor/cek', limits.matches, async (request, response) => {
    const { text } = parse(messageSchema, { text: readTyped(bodyOf(request)).text });
    response.set('Cache-Control', 'no-store');
    response.render('reports/known', { known: knownModel(await matchMessage(context, text, request.t)) });
  });

  router.get('/lapor/teka-teki', limits.puzzles, async (_request, response) => {
    response.set('Cache-Control', 'no-store').json(await puzzles.make());
  });

  router.post(
    '/lapor',
    limits.tries,
    pictureUpload({ field: 'files', most: mostPictures }),
    async (request, response) => {
      const round = await readRound(context, request);
      response.set('Cache-Control', 'no-store');
      if (round.controls.homepage !== '') {
        round.problem = new AppError('unprocessable', { fields: { body: { reason: 'trap' } } });
      } else if (round.controls.step === 'check') {
        await check(request, response, round);
        return;
      } else if (round.controls.step === 'edit') {
        response.render('reports/new', formModel(context, request, { ...round, problem: undefined }));
        return;
      }
      if (round.problem || !round.fields) {
        response.status(round.problem?.status ?? 400);
        response.render('reports/new', formModel(context, request, round));
        return;
      }
      try {
        await send(request, response, round, round.fields);
      } catch (problem) {
        // Too many for now: what was typed stays in the form, for later.
        if (!(problem instanceof AppError) || problem.code !== 'too_many') throw problem;
        response.status(problem.status).set('Retry-After', String(problem.details.retryAfter ?? 3600));
        response.render('reports/new', formModel(context, request, { ...round, problem: tooMany }));
      }
    },
  );

  /** Shows what is known about the text before it is sent. */
  const check = async (request: Request, response: Response, round: FormRound) => {
    const text = round.fields?.text ?? '';
    const known = text === '' ? undefined : await matchMessage(context, text, request.t);
    if (round.problem) response.status(round.problem.status);
    response.render('reports/new', formModel(context, request, round, { known }));
  };

  const send = async (request: Request, response: Response, round: FormRound, fields: SubmittedFields) => {
    const { controls, pictures } = round;
    await refuseBlockedContact(context, request, fields.contact);
    const submission: Submission = {
      ...fields,
      sender: senderKey(context.config, request.ip, context.clock.now()),
      files: [],
      pictures,
      idempotencyKey: keyOf(controls, fields, pictures),
      language: request.language,
      source: 'form',
    };
    let report = await findRepeated(context, submission);
    if (!report) {
      const now = context.clock.now();
      if (controls.puzzle !== '' && (await puzzles.spend(controls.puzzle))) {
        await count(limits.proven, request, response);
      } else if (isConfirmation(context.config, controls.confirmation, controls.key, now)) {
        await count(limits.unproven, request, response);
      } else {
        const confirmation = signConfirmation(context.config, controls.key, now);
        response.render('reports/confirm', formModel(context, request, round, { confirmation }));
        return;
      }
      ({ report } = await submitReport(context, submission));
    }
    response.redirect(303, request.link(`/lacak/${report.ticket}?baru=1`));
  };

  return router;
}
