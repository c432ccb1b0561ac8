import { twinLine } from '../claims/twins/decide-twin.js';
import type { Twin } from '../claims/twins/twin.model.js';
import type { Context } from '../context.js';
import { keepPosition } from '../jobs/keep-position.js';
import type { Report, ReportMove } from '../reports/report.model.js';
import { addMissing } from './add-missing.js';
import type { RecordedAction } from './record-action.js';

const position = 'complete-audit-log-decisions';

/** A decision and its line are milliseconds apart: one that is younger than this is still being told. Milliseconds. */
const grace = 60_000;
/** Of an act that several documents tell of, each is stamped a moment after the other. Milliseconds. */
const oneMoment = 10_000;

type Decided = Pick<Report, '_id' | 'claim' | 'match' | 'moves' | 'updatedAt'>;

/**
 * Decisions on reports and twins that nothing else tells of: they stand in the report or the twin before any history has
 * them, and a process may die between.
 */
export async function completeDecisions(context: Context): Promise<void> {
  const { Position, Report, Twin } = context.models;
  const now = context.clock.now().getTime();
  const kept = await Position.findById(position).lean();
  // What is older than the job itself is told by the histories of claims.
  const since = new Date((kept?.until.getTime() ?? now - 24 * 60 * 60 * 1000) - oneMoment);
  const until = new Date(now - grace);
  const reports = Report.find({ updatedAt: { $gte: since }, 'match.decidedBy': 'verifier' })
    .sort({ updatedAt: 1 })
    .select('claim match moves updatedAt')
    .lean<Decided[]>()
    .cursor({ batchSize: 50 }) as AsyncIterable<Decided>;
  for await (const report of reports) {
    if (report.match.at < since || report.match.at > until) continue;
    const line = await untold(context, report);
    if (line) await addMissing(context, [line]);
  }
  const twins = await Twin.find({ state: 'dismissed', decidedAt: { $gte: since, $lte: until } }).lean<
    Twin[]
  >();
  await addMissing(
    context,
    twins.filter(({ decidedBy }) => decidedBy).map((twin) => twinLine(twin)),
  );
  await keepPosition(context, position, until);
}

/** The line of a decision on a report, if no line tells it and no other act of that person's explains it. */
async function untold(
  context: Context,
  { _id, claim, match, moves = [] }: Decided,
): Promise<RecordedAction | undefined> {
  const { AuditLine, Claim, Person } = context.models;
  // Merging and undoing it answer matches, too; they are told at the claims.
  if (!match.person || match.named || match.was) return undefined;
  const isThen = (at: Date) => Math.abs(at.getTime() - match.at.getTime()) <= oneMoment;
  const move = moves.findLast(({ at }) => isThen(at));
  if (move && move.how !== 'confirmed' && move.how !== 'separated') return undefined;
  const from = new Date(match.at.getTime() - oneMoment);
  const told = await AuditLine.find({ things: String(_id), at: { $gte: from } })
    .sort({ at: -1, _id: -1 })
    .lean();
  if (told.some(({ on, by }) => on.kind === 'match' && by?.person.equals(match.person))) return undefined;
  // Where the history has it, the walk through the histories adds the line.
  const claims = await Claim.find({ _id: { $in: [claim, match.claim] } })
    .select('activity')
    .lean();
  const report = String(_id);
  const inHistory = claims.some(({ activity }) =>
    activity.some(({ at, by, detail }) => {
      const theirs = by?.person.equals(match.person) === true && at >= from;
      return theirs && (detail?.['report'] === report || detail?.['reports']?.includes(report) === true);
    }),
  );
  if (inHistory) return undefined;
  const person = await Person.findById(match.person).select('name').lean();
  return {
    ...(person && { by: { person: person._id, name: person.name } }),
    at: match.at,
    on: { kind: 'match', id: report },
    key: `match:${report}:${match.at.getTime()}`,
    also: [...new Set([claim, match.claim].map(String))],
    ...changeOf(match.state, String(match.claim), move),
  };
}

function changeOf(
  state: Report['match']['state'],
  claim: string,
  move: ReportMove | undefined,
): Pick<RecordedAction, 'action' | 'before' | 'after'> {
  if (move) {
    const action = state === 'confirmed' ? 'match.confirmed' : 'match.separated';
    return { action, before: { claim: String(move.from) }, after: { claim: String(move.to) } };
  }
  if (state === 'confirmed') return { action: 'match.kept', after: { claim } };
  return { action: 'match.rejected', before: { suggested: claim } };
}
