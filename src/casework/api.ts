import { Router } from 'express';
import { Types } from 'mongoose';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import { claimsLeadingTo } from '../claims/claims-leading-to.js';
import { needClaim } from '../claims/find-claim.js';
import type { Context } from '../context.js';
import { notFound, parse } from '../errors.js';
import { objectId } from '../web/object-id.js';
import { addEvidence } from './add-evidence.js';
import { closeTask } from './close-task.js';
import { newEvidenceSchema, orderSchema } from './evidence.schema.js';
import { deskEvidence } from './evidence.view.js';
import { giveTask } from './give-task.js';
import { listEvidence } from './list-evidence.js';
import { listTasks, tasksOf } from './list-tasks.js';
import { newTaskSchema, taskListSchema, taskStepSchema } from './task.schema.js';
import { apiTask } from './task.view.js';

/** Evidence and tasks for programs of the newsroom. Staff alone. */
export function caseworkApi(context: Context): Router {
  const router = Router();
  const staff = requireStaff(canTriage);

  router.get('/claims/:id/evidence', staff, async (request, response) => {
    const claim = await needClaim(context, String(request.params['id']));
    const { sort } = parse(orderSchema, request.query);
    const evidence = await listEvidence(context, claim._id, sort);
    // What is gathered on one claim is short by nature: it has no further pages.
    response.json({ items: evidence.map(deskEvidence), next: null });
  });

  router.post('/claims/:id/evidence', staff, async (request, response) => {
    const given = parse(newEvidenceSchema, request.body);
    const claim = String(request.params['id']);
    const evidence = await addEvidence(context, { ...given, claim, by: staffOf(request) });
    response.status(201).json(deskEvidence(evidence));
  });

  router.get('/tasks', staff, async (request, response) => {
    const filters = parse(taskListSchema, request.query);
    const now = context.clock.now();
    const { items, next } =
      filters.claim === undefined
        ? await listTasks(context, filters, { person: staffOf(request).id, now })
        : { items: await tasksOn(context, filters.claim), next: null };
    response.json({ items: items.map((task) => apiTask(task, now)), next });
  });

  router.post('/tasks', staff, async (request, response) => {
    const task = await giveTask(context, { ...parse(newTaskSchema, request.body), by: staffOf(request) });
    response.status(201).json(apiTask(task, context.clock.now()));
  });

  router.post('/tasks/:id/done', staff, async (request, response) => {
    const id = objectId.safeParse(request.params['id']).data;
    if (!id) throw notFound();
    const { version } = parse(taskStepSchema, request.body);
    const task = await closeTask(context, { id, by: staffOf(request), verb: 'done', version });
    response.json(apiTask(task, context.clock.now()));
  });
  return router;
}

/** Every task on a claim, whatever its state. */
async function tasksOn(context: Context, id: string) {
  return tasksOf(context, await claimsLeadingTo(context, [new Types.ObjectId(id)]));
}
