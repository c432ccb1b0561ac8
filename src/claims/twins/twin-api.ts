import { Router } from 'express';
import { canTriage } from '../../accounts/permissions.js';
import { requireStaff, staffOf } from '../../accounts/require-staff.js';
import { answersOf } from '../../clarifications/answers-of.js';
import type { Context } from '../../context.js';
import { notFound, parse } from '../../errors.js';
import { objectId } from '../../web/object-id.js';
import { decideTwin } from './decide-twin.js';
import { deskClaim } from '../desk-claim.view.js';
import { liveTwins } from './live-twins.js';
import { twinDecisionSchema } from './twin.schema.js';
import { apiTwin } from './twin.view.js';

/** `/twins`: the pairs of claims that seem to be one, and what a verifier says of them. */
export function twinApi(context: Context): Router {
  const router = Router();
  router.use('/twins', requireStaff(canTriage));

  router.get('/twins', async (_request, response) => {
    // The list is short by nature: it has no further pages.
    response.json({ items: (await liveTwins(context)).map(apiTwin), next: null });
  });

  router.post('/twins/:id', async (request, response) => {
    const decision = parse(twinDecisionSchema, request.body ?? {});
    const id = objectId.safeParse(request.params.id).data;
    if (!id) throw notFound();
    const { twin, claim } = await decideTwin(context, { ...decision, id, by: staffOf(request) });
    const answer = claim && (await answersOf(context, [claim._id])).get(String(claim._id));
    response.json({
      id: String(twin._id),
      state: twin.state,
      ...(claim && { into: deskClaim(claim, context.clock.now(), request.t, answer) }),
    });
  });

  return router;
}
