import { Router } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError, badInput, parse } from '../errors.js';
import { maskFor } from '../privacy/mask-for.js';
import type { Report } from '../reports/report.model.js';
import { shorten } from '../web/shorten.js';
import { choicesFor, choiceProblem, readChoice } from './choose-claim.js';
import { chosenReports } from './dossier/chosen-reports.js';
import { chosenSchema } from './dossier/dossier.schema.js';
import { needClaim } from './find-claim.js';
import { mergeTarget } from './merge-claims.js';
import { previewMove } from './preview-move.js';

/** So much of a report's text tells which one it is. */
const beginning = 160;

/**
 * `/meja/klaim/:id/pindah`: chooses the claim that some reports belong to, and shows what moving them there changes.
 * The claim's own form `pisah` does it.
 */
export function movePages(context: Context): Router {
  const router = Router();
  const path = '/meja/klaim/:id/pindah';
  router.use(path, requireStaff(canTriage));

  router.get(path, async (request, response) => {
    const claim = await needClaim(context, request.params.id);
    if (claim.status === 'merged') throw new AppError('wrong_state', { message: 'desk.wrongState.merged' });
    const { version = claim.version, ...chosen } = parse(
      chosenSchema.pick({ reports: true, wordings: true, version: true }),
      request.query,
    );
    const ids = await chosenReports(context, claim._id, chosen);
    const reports = await context.models.Report.find({ _id: { $in: ids }, claim: claim._id })
      .sort({ createdAt: 1 })
      .lean<Report[]>();
    if (reports.length < new Set(ids).size) throw badInput({ reports: { reason: 'report_elsewhere' } });
    const shown = {
      version,
      reports: reports.map(({ _id, ticket, text }) => ({
        id: String(_id),
        ticket,
        text: shorten(maskFor(text, request.t), beginning),
      })),
      choose: `${request.link(`/meja/klaim/${String(claim._id)}/pindah`)}?${ids
        .map((id) => `reports=${id}&`)
        .join('')}version=${version}&`,
    };
    const { q, into, problem } = readChoice(request);
    try {
      if (problem) throw problem;
      if (into) {
        const target = await mergeTarget(context, claim, into, 'claim_here');
        response.render('desk/move-preview', {
          ...shown,
          ...(await previewMove(context, request, {
            claim,
            target,
            reports: { _id: { $in: reports.map(({ _id }) => _id) } },
          })),
        });
      } else {
        response.render('desk/move', { ...(await choicesFor(context, request, claim, q)), ...shown });
      }
    } catch (error) {
      const fields = choiceProblem(error, request);
      response.status(400).render('desk/move', {
        ...(await choicesFor(context, request, claim)),
        ...shown,
        q: q ?? '',
        fields,
      });
    }
  });

  return router;
}
