import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { canTriage } from '../../accounts/permissions.js';
import { requireStaff, staffOf } from '../../accounts/require-staff.js';
import type { Context } from '../../context.js';
import { parse } from '../../errors.js';
import { objectId } from '../../web/object-id.js';
import { tidyText } from '../../web/tidy-text.js';
import { setAsideReasons, topics } from '../claim.model.js';
import { harmSchema } from '../claim.schema.js';
import { actOnClaims, mostAtOnce } from './bulk.js';
import { queueAddress, readBack } from './queue-address.js';
import { undoBulkAction } from './undo-bulk.js';

/** A box of the list: the claim and the version that was seen. */
const box = z
  .string()
  .regex(/^[0-9a-f]{24}\.\d{1,9}$/i)
  .transform((value) => {
    const [id = '', version] = value.split('.');
    return { id: id.toLowerCase(), version: Number(version) };
  });

const chosenSchema = z.object({
  claims: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(box, { error: 'none' }).min(1, 'none').max(mostAtOnce, 'tooMany'),
  ),
});

/** The action with what it needs; what the form has for other actions is ignored. */
const actSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('take') }),
  z.object({ action: z.literal('release') }),
  z.object({ action: z.literal('hand-over'), person: objectId }),
  z.object({
    action: z.literal('set-aside'),
    reason: z.enum(setAsideReasons),
    note: z
      .string()
      .max(4000)
      .transform((note) => tidyText(note).slice(0, 1000) || undefined)
      .optional(),
  }),
  z.object({ action: z.literal('topic'), topic: z.enum(topics) }),
  harmSchema.pick({ level: true }).extend({ action: z.literal('harm') }),
]);

/** What an action needs, and the sentence when it is missing. */
const needed: Record<string, string> = {
  'hand-over': 'person',
  'set-aside': 'reason',
  topic: 'topic',
  harm: 'harm',
};

/** `/meja/borongan`: one thing done to the claims that were chosen in the queue, and undone. */
export function bulkPages(context: Context): Router {
  const router = Router();
  router.use('/meja/borongan', requireStaff(canTriage));

  /** Back to the page of the queue that the person came from. */
  const back = (request: Request, response: Response, more: { acted?: string; problem?: string }) => {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const { filters, cursor } = readBack(body['back']);
    if (more.problem) request.session.flash = { kind: 'problem', message: more.problem };
    const to = request.link(queueAddress(filters, { cursor, acted: more.acted }));
    request.session.save((error: unknown) => {
      if (error) request.next?.(error);
      else response.redirect(303, to);
    });
  };

  router.post('/meja/borongan', async (request, response) => {
    const { t } = request;
    const chosen = chosenSchema.safeParse(request.body ?? {});
    if (!chosen.success) {
      const tooMany = chosen.error.issues.some(({ message }) => message === 'tooMany');
      back(request, response, { problem: t(tooMany ? 'queue.bulk.tooMany' : 'queue.bulk.none') });
      return;
    }
    const act = actSchema.safeParse(request.body);
    const name = String((request.body as Record<string, unknown>)['action']);
    if (!act.success && Object.hasOwn(needed, name)) {
      back(request, response, { problem: t(`queue.bulk.missing.${needed[name]}`) });
      return;
    }
    const acting = { by: staffOf(request), t };
    const done = await actOnClaims(
      context,
      acting,
      chosen.data.claims,
      act.success ? act.data : parse(actSchema, request.body),
    );
    back(request, response, { acted: String(done._id) });
  });

  router.post('/meja/borongan/:id/urungkan', async (request, response) => {
    const id = parse(objectId, request.params.id);
    const undone = await undoBulkAction(context, { by: staffOf(request), t: request.t }, id);
    back(request, response, { acted: String(undone._id) });
  });

  return router;
}
