import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { oweLetter } from '../notices/owe-letter.js';
import { peopleOf } from './carry-request.js';
import { nextReminder, reminderNow } from './reminders.js';
import type { StatementRequest } from './statement-request.model.js';
import { tellMoment } from './tell-duration.js';

/** Most requests in one turn. */
const batch = 100;

/**
 * Reminds agencies of open requests whose time has come, and tells the askers of those that became overdue. The letters'
 * names hold the due time: repeating this sends nothing twice, and more time means new reminders.
 */
export async function remindAgencies(context: Context): Promise<void> {
  const due = await context.models.StatementRequest.find({ remindAt: { $lte: context.clock.now() } })
    .sort({ remindAt: 1 })
    .limit(batch)
    .lean();
  for (const request of due) await remind(context, request);
}

async function remind(context: Context, request: StatementRequest): Promise<void> {
  const { Agency, Claim, StatementRequest } = context.models;
  const { _id: id, dueAt, asker } = request;
  const now = context.clock.now();
  const kind = reminderNow(request, now);
  const agency = await Agency.findById(request.agency).lean();
  if (kind && agency && request.status === 'open') {
    const key = `request:${String(id)}:${dueAt.toISOString()}`;
    const params = { agency: agency.shortName, due: tellMoment(dueAt), question: request.question };
    for (const person of await peopleOf(context, agency._id)) {
      await oweLetter(context, {
        key: `${key}:${kind}:${String(person)}`,
        to: { person },
        about: `request-remind-${kind}`,
        params,
        path: `/meja/permintaan/${String(id)}`,
      });
    }
    if (kind !== 'half') {
      const claim = await Claim.findById(request.claim).select('statement').lean();
      await oweLetter(context, {
        key: `${key}:overdue`,
        to: { person: asker.person },
        about: 'request-overdue',
        params: { ...params, statement: claim?.statement ?? '' },
        path: `/meja/instansi/permintaan/${String(id)}`,
      });
    }
  }
  const next = nextReminder(request, now);
  await StatementRequest.updateOne(
    // Unless it got more time, or ended, meanwhile.
    { _id: id, dueAt, remindAt: request.remindAt },
    {
      ...(kind && { $push: { reminders: { kind, at: now, dueAt } } }),
      ...(next ? { $set: { remindAt: next } } : { $unset: { remindAt: 1 } }),
    },
  );
}

export const remindAgenciesJob: Job = {
  name: 'remind-agencies',
  everySeconds: 60,
  alone: true,
  run: remindAgencies,
};
