import { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import type { ReportMatch } from '../reports/report.model.js';
import type { Claim, ClaimActivity } from './claim.model.js';
import { keepClaimLabel, keepReportLabel, type Said } from './keep-label.js';
import type { Twin } from './twins/twin.model.js';
import { changesSince, walkChanges } from './walk-changes.js';

const name = 'keep-labels';

/**
 * Keeps what a person just decided as labelled pairs. The decision stands by itself: what fails here is logged, and the
 * job that keeps labels makes up for it from the claim's history.
 *
 * @param claim as the decision left it, its history ending with it; its other texts as they were.
 * @param before the match of a report as it stood before the decision.
 */
export async function labelDecision(
  context: Context,
  claim: Claim | null,
  before?: ReportMatch,
): Promise<void> {
  const step = claim?.activity.findLast(({ by }) => by !== undefined);
  if (!claim || !step) return;
  await orLog(context, () => labelStep(context, claim, step, before));
}

/** The same for two claims that a person said are not one. */
export async function labelTwin(context: Context, twin: Twin, first: Claim, second: Claim): Promise<void> {
  await orLog(context, () => labelDismissal(context, twin, first, second));
}

async function orLog(context: Context, label: () => Promise<void>): Promise<void> {
  try {
    await label();
  } catch (error) {
    context.log.error({ err: error }, 'a labelled pair was not kept; the job will try again');
  }
}

/**
 * Derives from the histories of the claims that changed what was not kept in the moment of the decision: a process may
 * have died in between. The first time it derives all that was ever decided.
 */
export async function keepLabels(context: Context): Promise<void> {
  const { Claim, Twin } = context.models;
  const from = await changesSince(context, name);
  const dismissed = Twin.find({ state: 'dismissed', decidedAt: { $gte: from } }).lean<Twin[]>();
  for (const twin of await dismissed) {
    const [first, second] = await Promise.all([
      Claim.findById(twin.first).lean(),
      Claim.findById(twin.second).lean(),
    ]);
    if (first && second) await labelDismissal(context, twin, first, second);
  }
  await walkChanges(context, name, async (claim, since) => {
    for (const step of claim.activity) {
      if (step.at >= since) await labelStep(context, claim, step);
    }
  });
}

async function labelDismissal(context: Context, twin: Twin, first: Claim, second: Claim): Promise<void> {
  if (!twin.decidedBy || !twin.decidedAt) return;
  const said = { kind: 'dismiss', same: false, by: twin.decidedBy.person, at: twin.decidedAt } as const;
  await keepClaimLabel(context, second, first, said, twin.score);
}

/** What a step of a claim's history says of it and a report, several, or another claim. */
async function labelStep(
  context: Context,
  claim: Claim,
  { action, at, by, detail = {} }: ClaimActivity,
  before?: ReportMatch,
): Promise<void> {
  if (!by) return;
  const id = String(claim._id);
  const { report, reports, from, to, into } = detail;
  const said = { by: by.person, at };
  switch (action) {
    case 'match-confirmed':
      if (report && to === id)
        await labelReport(context, report, claim, { ...said, kind: 'confirm', same: true }, before);
      return;
    case 'match-rejected':
      // The other claim's history tells it too; but only one of both is the one that was denied.
      if (report && from === id) {
        await labelReport(context, report, claim, { ...said, kind: 'take-out', same: false }, before);
      } else if (report && !from && to === id) {
        await labelReport(context, report, claim, { ...said, kind: 'reject', same: false }, before);
      }
      return;
    case 'split':
      if (reports && to) await labelSplit(context, claim, reports.split(' '), to, detail, said);
      return;
    case 'merged':
      // A claim that lost its last report is merged after it: that report was labelled.
      if (into && detail['reports'] !== '0')
        await labelClaims(context, claim, into, { ...said, kind: 'merge', same: true });
      return;
    case 'unmerged':
      if (from) await labelClaims(context, claim, from, { ...said, kind: 'undo', same: false });
      return;
    default:
  }
}

/** Reports that leave a claim are not of it; those that are put into a claim that was there before are of that one. */
async function labelSplit(
  context: Context,
  claim: Claim,
  reports: readonly string[],
  to: string,
  { moved, undoes }: Record<string, string>,
  said: Pick<Said, 'by' | 'at'>,
): Promise<void> {
  const target = moved || undoes ? await context.models.Claim.findById(to).lean() : null;
  for (const report of reports) {
    if (!undoes) await labelReport(context, report, claim, { ...said, kind: 'split', same: false });
    const kind = undoes ? 'undo' : 'move';
    if (target) await labelReport(context, report, target, { ...said, kind, same: true });
  }
}

async function labelReport(
  context: Context,
  id: string,
  claim: Claim,
  said: Said,
  before?: ReportMatch,
): Promise<void> {
  const report = await context.models.Report.findById(new Types.ObjectId(id)).lean();
  if (report) await keepReportLabel(context, report, claim, said, before);
}

async function labelClaims(context: Context, claim: Claim, other: string, said: Said): Promise<void> {
  const found = await context.models.Claim.findById(new Types.ObjectId(other)).lean();
  if (found) await keepClaimLabel(context, claim, found, said);
}

export const keepLabelsJob: Job = { name, everySeconds: 60, alone: true, run: keepLabels };
