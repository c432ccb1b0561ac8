import { Router, type Request, type Response } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { isStaff, requireStaff, staffOf } from '../accounts/require-staff.js';
import { answersOf } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { notFound, parse } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { browseClaims } from './browse-claims.js';
import type { Claim } from './claim.model.js';
import {
  assignSchema,
  claimListSchema,
  editSchema,
  harmSchema,
  matchSchema,
  mergeSchema,
  noteSchema,
  queueSchema,
  reportPageSchema,
  splitSchema,
  statusSchema,
  unsplitSchema,
  versionSchema,
} from './claim.schema.js';
import { publicClaim } from './claim.view.js';
import { decideMatch } from './decide-match.js';
import { deskClaim, queuedClaim } from './desk-claim.view.js';
import { editClaim } from './edit-claim.js';
import { findClaim, followMerges, needClaim } from './find-claim.js';
import { mergeClaims } from './merge-claims.js';
import { noteClaim } from './note-claim.js';
import { countQueue, readQueue } from './queue/read-queue.js';
import { reportsOf, toDeskReports } from './reports-of.js';
import { restClaim } from './resurface.js';
import { reopenClaim, setAsideClaim } from './set-aside-claim.js';
import { setHarm } from './set-harm.js';
import { splitClaim } from './split-claim.js';
import { handOverClaim, releaseClaim, takeClaim } from './take-claim.js';
import { tellRaces } from './tell-race.js';
import { twinApi } from './twins/twin-api.js';
import { unmergeClaim } from './unmerge-claim.js';
import { unsplitClaim } from './unsplit-claim.js';

const reportsAtOnce = 50;

export function claimApi(context: Context): Router {
  const router = Router();
  const staff = requireStaff(canTriage);

  const showToStaff = async (request: Request, claim: Claim) => {
    const answers = await answersOf(context, [claim._id]);
    return deskClaim(claim, context.clock.now(), request.t, answers.get(String(claim._id)));
  };
  router.get('/claims', async (request, response) => {
    const filters = parse(claimListSchema, request.query);
    const forStaff = isStaff(request, canTriage);
    const { items, next } = await browseClaims(context, filters, forStaff);
    if (forStaff) {
      const now = context.clock.now();
      response.json({ items: items.map((claim) => queuedClaim(claim, now, request.t)), next });
      return;
    }
    const answers = await answersOf(
      context,
      items.map(({ _id }) => _id),
    );
    const shown = items.map((claim) => {
      const answer = answers.get(String(claim._id));
      return Object.assign(publicClaim(claim), { answers: answer ? [answer] : [] });
    });
    response.json({ items: shown, next });
  });

  router.get('/claims/:id', async (request, response) => {
    const claim = await needClaim(context, request.params.id);
    if (isStaff(request, canTriage)) {
      const { cursor } = parse(reportPageSchema, request.query);
      const reports = await reportsOf(context, claim._id, {
        limit: reportsAtOnce,
        after: cursor,
        t: request.t,
      });
      const shown = await showToStaff(request, claim);
      response.json({ ...shown, reports: reports.items, reportsNext: reports.next });
      return;
    }
    const current = await followMerges(context, claim);
    if (!current || current.status === 'set-aside') throw notFound();
    const answer = (await answersOf(context, [current._id])).get(String(current._id));
    response.json({
      ...publicClaim(current),
      answers: answer ? [answer] : [],
      // Whoever asked for a merged claim learns that this is another one, for as long as it is.
      ...(claim.status === 'merged' && {
        askedFor: { id: String(claim._id), slug: claim.slug, mergedInto: String(claim.mergedInto) },
      }),
    });
  });

  router.patch('/claims/:id', staff, async (request, response) => {
    const change = parse(editSchema.strict(), request.body ?? {});
    response.json(await showToStaff(request, await editClaim(context, { ...asked(request), ...change })));
  });

  router.get('/queue', staff, async (request, response) => {
    const filters = parse(queueSchema, request.query);
    const person = staffOf(request).id;
    const [page, counts] = await Promise.all([
      readQueue(context, filters, person),
      countQueue(context, person),
    ]);
    const now = context.clock.now();
    response.json({
      items: page.items.map((claim) => queuedClaim(claim, now, request.t)),
      next: page.next,
      counts,
    });
  });

  router.post('/claims/:id/assign', staff, async (request, response) => {
    const { version, release, person } = parse(assignSchema, request.body ?? {});
    const who = { ...asked(request), version };
    const claim = await (release
      ? releaseClaim(context, who)
      : person
        ? handOverClaim(context, { ...who, to: person })
        : takeClaim(context, who));
    response.json(await showToStaff(request, claim));
  });

  router.post('/claims/:id/status', staff, async (request, response) => {
    const change = parse(statusSchema, request.body ?? {});
    const who = { ...asked(request), version: change.version };
    response.json(await showToStaff(request, await changeStatus(context, who, change)));
  });

  router.post('/claims/:id/harm', staff, async (request, response) => {
    const mark = parse(harmSchema.strict(), request.body ?? {});
    response.json(await showToStaff(request, await setHarm(context, { ...asked(request), ...mark })));
  });

  router.post('/claims/:id/rest', staff, async (request, response) => {
    const { version } = parse(versionSchema.strict(), request.body ?? {});
    response.json(await showToStaff(request, await restClaim(context, { ...asked(request), version })));
  });

  router.post('/claims/:id/merge', staff, async (request, response) => {
    const who = asked(request);
    const target = await mergeClaims(context, { ...who, ...parse(mergeSchema, request.body ?? {}) });
    const merged = await needClaim(context, who.id);
    response.json({
      ...(await showToStaff(request, merged)),
      into: await showToStaff(request, target),
    });
  });

  router.post('/claims/:id/unmerge', staff, async (request, response) => {
    const { version } = parse(versionSchema.strict(), request.body ?? {});
    response.json(await showToStaff(request, await unmergeClaim(context, { ...asked(request), version })));
  });

  router.post('/claims/:id/split', staff, async (request, response) => {
    const given = parse(splitSchema, request.body ?? {});
    const split = await splitClaim(context, { ...asked(request), ...given });
    const [claim, other] = [
      await showToStaff(request, split.claim),
      await showToStaff(request, split.created),
    ];
    if (given.into === undefined) response.status(201).json({ ...claim, created: other });
    else response.json({ ...claim, into: other });
  });

  router.post('/claims/:id/unsplit', staff, async (request, response) => {
    const given = parse(unsplitSchema.strict(), request.body ?? {});
    const target = await unsplitClaim(context, { ...asked(request), ...given });
    response.json(await showToStaff(request, target));
  });

  router.post('/claims/:id/notes', staff, async (request, response) => {
    const claim = await noteClaim(context, { ...asked(request), ...parse(noteSchema, request.body ?? {}) });
    response.status(201).json(await showToStaff(request, claim));
  });

  router.post('/reports/:id/match', staff, async (request: Request, response: Response) => {
    const { id, by } = asked(request);
    const decision = parse(matchSchema, request.body ?? {});
    const report = await decideMatch(context, { ...decision, report: id, by });
    const [shown] = await toDeskReports(context, [report], request.t);
    response.json(shown);
  });

  router.use(twinApi(context));
  router.use(tellRaces(context));
  return router;
}

function asked(request: Request): { id: string; by: SignedIn } {
  return { id: String(request.params['id']), by: staffOf(request) };
}

function changeStatus(
  context: Context,
  who: { id: string; by: SignedIn; version?: number },
  change: ReturnType<typeof statusSchema.parse>,
): Promise<Claim> {
  if (change.status === 'set-aside') {
    return setAsideClaim(context, { ...who, reason: change.reason, note: change.note });
  }
  return change.status === 'checking' ? takeClaim(context, who) : bringBack(context, who);
}

/** Open again: a claim that was set aside, or one that somebody has in hand. */
async function bringBack(
  context: Context,
  who: { id: string; by: SignedIn; version?: number },
): Promise<Claim> {
  const claim = await findClaim(context, who.id);
  return claim?.status === 'checking' ? releaseClaim(context, who) : reopenClaim(context, who);
}
