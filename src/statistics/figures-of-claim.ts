import type { Claim, ClaimActivity } from '../claims/claim.model.js';
import { dayOf } from './calendar.js';
import type { AnsweredSpan, ClaimFigures, Counted, FigureEvent } from './claim-figures.model.js';

/** What is read of a claim for its figures. */
export type FiguredClaim = Pick<
  Claim,
  '_id' | 'topic' | 'status' | 'createdAt' | 'activity' | 'assignee' | 'beforeMerge'
>;
export const figuredFields = 'topic status createdAt updatedAt reportCount activity assignee beforeMerge';

type Standing = 'waiting' | 'answered' | 'set-aside' | 'merged';
interface State {
  standing: Standing;
  holder?: Counted | undefined;
}

/**
 * Works out of a claim's history what the statistics count of it. A step that was undone at once counts as if it had
 * never been taken.
 */
export function figuresOfClaim(claim: FiguredClaim): ClaimFigures {
  const { _id, topic, createdAt } = claim;
  const id = String(_id);
  const events: FigureEvent[] = [{ day: dayOf(createdAt), kind: 'opened', waits: 1 }];
  const answered: AnsweredSpan[] = [];
  const brought: string[] = [];
  let state: State = { standing: 'waiting' };
  let beforeMerge: State = state;
  let touched = false;
  const minutesUntil = (at: Date) => Math.max(0, Math.round((at.getTime() - createdAt.getTime()) / 60_000));
  const leaves = () => (state.standing === 'waiting' ? { waits: -1 as const } : {});
  const goTo = (next: State, at: Date) => {
    state = next;
    if (next.standing === 'waiting') events.push({ day: dayOf(at), kind: 'back', waits: 1 });
  };
  for (const step of withoutUndone(claim.activity)) {
    const { at, action, by, detail = {} } = step;
    const day = dayOf(at);
    if (by && !touched && !isSorting(step) && !isBeginning(claim, step)) {
      touched = true;
      events.push({ day, kind: 'touched', minutes: minutesUntil(at) });
    }
    switch (action) {
      case 'taken':
        state = { ...state, holder: receiverOf(claim, step) };
        if (state.holder) events.push({ day, kind: 'taken', by: state.holder });
        break;
      case 'released':
        state = { standing: state.standing };
        break;
      case 'set-aside':
        events.push({ day, kind: 'set-aside', ...(by && { by: whoOf(by) }), ...leaves() });
        state = { standing: 'set-aside' };
        break;
      case 'merged':
        if (state.standing === 'merged') break;
        events.push({ day, kind: 'merged', ...leaves() });
        beforeMerge = state;
        state = { standing: 'merged' };
        break;
      case 'reopened':
      case 'unmerged':
        if (state.standing === 'merged') goTo(beforeMerge, at);
        else if (state.standing === 'set-aside') goTo({ standing: 'waiting' }, at);
        break;
      case 'answered': {
        // A correction answers what is answered.
        if (state.standing === 'answered') break;
        const who = state.holder ?? (by && whoOf(by));
        events.push({
          day,
          kind: 'answered',
          ...(answered.length === 0 && { minutes: minutesUntil(at) }),
          ...(who && { by: who }),
          ...leaves(),
        });
        answered.push({ from: at });
        state = { ...state, standing: 'answered' };
        break;
      }
      case 'unanswered': {
        const last = answered.at(-1);
        if (state.standing !== 'answered' || !last) break;
        last.to = at;
        goTo({ ...state, standing: 'waiting' }, at);
        break;
      }
      case 'match-confirmed':
      case 'match-rejected':
        if (by && isDecidedHere(step, id)) events.push({ day, kind: 'decided', by: whoOf(by) });
        if (action === 'match-confirmed' && by && detail['report'] && detail['to'] === id && detail['from'])
          brought.push(detail['report']);
        break;
      default:
    }
  }
  return {
    _id,
    topic,
    openedAt: createdAt,
    answered,
    brought,
    // What the queue shows, whatever the history tells.
    waiting: claim.status === 'open' || claim.status === 'checking',
    events,
    days: [...new Set(events.map(({ day }) => day))].sort(),
  };
}

/** Undoing several at once takes back the step before it, and only while that is the last one: see claims/queue/bulk.ts. */
function withoutUndone(activity: readonly ClaimActivity[]): ClaimActivity[] {
  const left: ClaimActivity[] = [];
  for (const step of activity) {
    if (step.action === 'undone') left.pop();
    else left.push(step);
  }
  return left;
}

/** It only put the claim in its place in the queue, as ClaimChange has it: that is no work on it. */
const isSorting = ({ action, detail }: ClaimActivity) =>
  action === 'harm-marked' || (action === 'edited' && detail?.['statement'] === undefined);

/** A person took reports out of another claim, and opened this one for them: so far nobody worked on it. */
const isBeginning = ({ activity }: FiguredClaim, step: ClaimActivity) =>
  step === activity[1] && step.action === 'split' && step.detail?.['from'] !== undefined;

const whoOf = ({ person, name }: Counted): Counted => ({ ...(person && { person }), name });

/** Whoever has the claim then: a colleague, when it was handed over. */
function receiverOf(
  { assignee, beforeMerge }: FiguredClaim,
  { at, by, detail }: ClaimActivity,
): Counted | undefined {
  const name = detail?.['for'];
  if (name === undefined) return by && whoOf(by);
  const known = [assignee, beforeMerge?.assignee].find(
    (holder) => holder?.name === name && Math.abs(holder.at.getTime() - at.getTime()) < 60_000,
  );
  return known ? whoOf(known) : { name };
}

/** A decision on a report stands in the histories of both claims: it counts where it was about this one. */
function isDecidedHere({ action, detail = {} }: ClaimActivity, id: string): boolean {
  const { report, from, to } = detail;
  if (!report) return false;
  if (action === 'match-confirmed' || !from) return to === id;
  return from === id;
}
