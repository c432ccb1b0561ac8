import { Router, type Request, type Response } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { parse } from '../errors.js';
import { done, typed } from '../web/forms.js';
import { nextStatus } from './change-claim.js';
import { choicesFor, choiceProblem, readChoice } from './choose-claim.js';
import type { Claim } from './claim.model.js';
import { mergeSchema } from './claim.schema.js';
import { needClaim } from './find-claim.js';
import { mergeClaims, mergeTarget } from './merge-claims.js';
import { previewMove } from './preview-move.js';

/** `/meja/klaim/:id/gabung`: chooses what to merge a claim into, shows what that changes, and does it. */
export function mergePages(context: Context): Router {
  const router = Router();
  const path = '/meja/klaim/:id/gabung';
  router.use(path, requireStaff(canTriage));

  const claimOf = (request: Request): Promise<Claim> => needClaim(context, String(request.params['id']));

  const choiceModel = async (request: Request, claim: Claim, q?: string) => {
    const choose = `${request.link(`/meja/klaim/${String(claim._id)}/gabung`)}?`;
    return { ...(await choicesFor(context, request, claim, q)), choose };
  };

  const showProblem = async (
    request: Request,
    response: Response,
    { claim, q, error }: { claim: Claim; q: string; error: unknown },
  ) => {
    const fields = choiceProblem(error, request);
    response.status(400);
    response.render('desk/merge', { ...(await choiceModel(request, claim)), q, fields });
  };

  router.get(path, async (request, response) => {
    const claim = await claimOf(request);
    nextStatus(claim, 'merge');
    const { q, into, problem } = readChoice(request);
    try {
      if (problem) throw problem;
      if (into) {
        const target = await mergeTarget(context, claim, into);
        response.render('desk/merge-preview', await preview(context, request, claim, target));
      } else {
        response.render('desk/merge', await choiceModel(request, claim, q));
      }
    } catch (error) {
      await showProblem(request, response, { claim, q: q ?? '', error });
    }
  });

  router.post(path, async (request, response) => {
    const claim = await claimOf(request);
    try {
      const { into, version } = parse(mergeSchema, request.body ?? {});
      const asked = { id: String(claim._id), into, version, by: staffOf(request) };
      const target = await mergeClaims(context, asked);
      done(request, response, `/meja/klaim/${String(target._id)}`, request.t('desk.done.merged'));
    } catch (error) {
      await showProblem(request, response, { claim, q: typed(request, 'into'), error });
    }
  });

  return router;
}

/** What a merge changes: each reporter, on either side, is told how many the others are. */
async function preview(context: Context, request: Request, claim: Claim, target: Claim) {
  const others = claim.reportCount > 0 ? claim.reportCount + target.reportCount - 1 : 0;
  const reports = { claim: claim._id };
  return { ...(await previewMove(context, request, { claim, target, reports })), others };
}
