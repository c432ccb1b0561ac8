import type { Claim, ClaimActivity } from '../claims/claim.model.js';
import { changedFields, type Changed, type Tellers } from './changed-fields.js';
import type { RecordedAction } from './record-action.js';

const nameOf = (value: unknown) => (value as { name?: string }).name;

/** What a claim keeps for Saring alone, or what only follows from the rest. */
const tellers: Tellers = {
  assignee: nameOf,
  setAside: (value) => (value as Claim['setAside'])?.reason,
  harm: (value) => (value as Claim['harm'])?.level,
  resurfaced: (value) => (value as Claim['resurfaced'])?.reports,
  beforeMerge: 'untold',
  touchedAt: 'untold',
  updatedAt: 'untold',
  // What colleagues write to each other stays on the desk; the log leaves it.
  notes: 'untold',
};

/**
 * What a step of a claim's history changes, kept with the step itself: a process that dies before it writes to the log
 * leaves all that the log needs.
 */
export function claimChanged(
  read: Claim,
  change: { set?: Partial<Claim>; unset?: readonly string[] },
): Changed | undefined {
  const changed = changedFields(read, change, tellers);
  // Until a person words it, a statement is the beginning of somebody's report: that is not for the log.
  if (changed?.before['statement'] !== undefined && !read.worded) changed.before['statement'] = null;
  return changed;
}

/** What the other claim of an act tells as well, and what other rooms record themselves. */
const told = new Set<string>(['absorbed', 'returned']);
const recordedElsewhere = /^(?:evidence|task|agency)-/;

/**
 * The line of the log for a step of a claim's history, by its place there, which never changes; none for what Saring
 * did by itself and for what the log has another line for. Each act has one line, whichever histories tell of it.
 */
export function claimLine(
  claim: Pick<Claim, '_id' | 'statement' | 'worded'>,
  step: ClaimActivity,
  place: number,
): RecordedAction | undefined {
  const { action, by, at, detail = {}, changed } = step;
  if (!by || told.has(action) || recordedElsewhere.test(action)) return undefined;
  const id = String(claim._id);
  const line = {
    by,
    at,
    key: `claim:${id}:${place}`,
    also: [detail['into'], detail['from'], detail['to']].filter((other) => other !== undefined),
  };
  const label = claim.worded ? claim.statement : undefined;
  const on = { kind: 'claim', id, ...(label !== undefined && { label }) } as const;
  if (action === 'match-confirmed' || action === 'match-rejected') return matchLine(id, step, line);
  // Told where the reports were; the claim that they came to tells it as well.
  if (action === 'split' && !detail['reports']) return undefined;
  return {
    ...line,
    on,
    action: `claim.${action}`,
    ...changed,
    ...moved(step),
    ...(reasonOf(detail) && { reason: reasonOf(detail) }),
  };
}

/** A decision on a report stands in the histories of both claims; the one that it was about tells it. */
function matchLine(
  id: string,
  { action, detail = {} }: ClaimActivity,
  line: Omit<RecordedAction, 'action' | 'on'>,
): RecordedAction | undefined {
  const { report, from, to } = detail;
  if (!report) return undefined;
  const on = { kind: 'match', id: report } as const;
  if (action === 'match-confirmed') {
    if (id !== to) return undefined;
    // It was there already, put there by the matcher.
    if (!from) return { ...line, on, action: 'match.kept', after: { claim: to } };
    return { ...line, on, action: 'match.confirmed', before: { claim: from }, after: { claim: to } };
  }
  // A suggestion that was rejected, or a report that was taken out of the claim.
  if (!from)
    return id === to ? { ...line, on, action: 'match.rejected', before: { suggested: to } } : undefined;
  if (id !== from) return undefined;
  return { ...line, on, action: 'match.separated', before: { claim: from }, after: { claim: to } };
}

/** How many reports went where. */
function moved({ action, detail = {}, changed }: ClaimActivity): Partial<Changed> {
  if (action !== 'split') return {};
  const reports = detail['reports']?.split(' ').length ?? 0;
  return {
    before: { ...changed?.before },
    after: { ...changed?.after, reports, to: detail['to'] ?? null },
  };
}

const reasonOf = (detail: Record<string, string>): string | undefined => detail['note'] ?? detail['reason'];
