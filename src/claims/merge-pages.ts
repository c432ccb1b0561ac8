import { Router, type Request, type Response } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import { answersOf } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { AppError, notFound, parse, tellFields } from '../errors.js';
import { done, typed } from '../web/forms.js';
import { nextStatus } from './change-claim.js';
import type { Claim } from './claim.model.js';
import { mergePageSchema, mergeSchema } from './claim.schema.js';
import { queuedClaim } from './desk-claim.view.js';
import { findClaim } from './find-claim.js';
import { searchClaims } from './list-claims.js';
import { mergeClaims, mergeTarget } from './merge-claims.js';
import { similarClaims } from './similar-claims.js';

const found = 10;

/** `/meja/klaim/:id/gabung`: chooses what to merge a claim into, shows what that changes, and does it. */
export function mergePages(context: Context): Router {
  const router = Router();
  const path = '/meja/klaim/:id/gabung';
  router.use(path, requireStaff(canTriage));

  const claimOf = async (request: Request): Promise<Claim> => {
    const claim = await findClaim(context, String(request.params['id']));
    if (!claim) throw notFound();
    nextStatus(claim, 'merge');
    return claim;
  };

  const showChoice = async (request: Request, response: Response, claim: Claim, model: object) => {
    const similar = await similarClaims(context, claim);
    response.render('desk/merge', {
      claim: queuedClaim(claim, context.clock.now(), request.t),
      similar: similar.map(({ claim: other, runs }) =>
        Object.assign(queuedClaim(other, context.clock.now(), request.t), { runs }),
      ),
      ...model,
    });
  };

  router.get(path, async (request, response) => {
    const claim = await claimOf(request);
    const asked = mergePageSchema.safeParse(request.query);
    const { q, into } = asked.success ? asked.data : {};
    // A pasted address is as good as a chosen result.
    const pasted = q && /\/klaim\//.test(q) ? mergeSchema.shape.into.safeParse(q).data : undefined;
    const chosen = into ?? pasted;
    try {
      if (!asked.success) throw new AppError('bad_input', { fields: { q: { reason: 'claim_unknown' } } });
      if (chosen) {
        const target = await mergeTarget(context, claim, chosen);
        response.render('desk/merge-preview', await preview(context, request, claim, target));
        return;
      }
      const results = q ? await search(context, request, claim, q) : undefined;
      await showChoice(request, response, claim, { q, results });
    } catch (error) {
      const fields = error instanceof AppError && error.code === 'bad_input' && error.details.fields;
      if (!fields) throw error;
      response.status(400);
      const [problem] = Object.values(tellFields(fields, request.t));
      await showChoice(request, response, claim, { q: q ?? '', fields: { q: problem } });
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
      const fields = error instanceof AppError && error.code === 'bad_input' && error.details.fields;
      if (!fields) throw error;
      response.status(400);
      const [problem] = Object.values(tellFields(fields, request.t));
      await showChoice(request, response, claim, { q: typed(request, 'into'), fields: { q: problem } });
    }
  });

  return router;
}

async function search(context: Context, request: Request, claim: Claim, q: string) {
  const own = String(claim._id);
  const { items } = await searchClaims(context, {
    q,
    limit: found,
    keep: ({ _id }) => String(_id) !== own,
  });
  return items.map((other) => queuedClaim(other, context.clock.now(), request.t));
}

/** What a merge changes for the reporters, before it is done. */
async function preview(context: Context, request: Request, claim: Claim, target: Claim) {
  const { Report } = context.models;
  const answer = (await answersOf(context, [target._id])).get(String(target._id));
  const waiting = answer
    ? await Report.countDocuments({ claim: claim._id, 'contact.email': { $gt: '' } })
    : 0;
  return {
    claim: queuedClaim(claim, context.clock.now(), request.t),
    target: queuedClaim(target, context.clock.now(), request.t),
    answer,
    waiting,
    statusChanges: claim.status !== target.status,
  };
}
