import type { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import { recordAction } from '../audit/record-action.js';
import { recordOnClaim } from '../claims/change-claim.js';
import type { Context } from '../context.js';
import { AppError, conflict, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { shorten } from '../web/shorten.js';
import type { Evidence, EvidenceAction, Finding } from './evidence.model.js';
import type { FindingFields } from './evidence.schema.js';

/** Who changes which piece of evidence, and the version that they saw. */
export interface AskedOfEvidence {
  id: Types.ObjectId | string;
  by: SignedIn;
  version: number;
}

/** How often a piece may be changed: its whole history stands in it. */
const mostSteps = 200;

/** What was found, from a form's fields. A link without a title is called by its host. */
export function findingOf({ text, stance, title, url, archive }: FindingFields): Finding {
  const name = title ?? (url && new URL(url).hostname);
  return {
    text,
    stance,
    ...(name && { source: { title: name, ...(url && { url }) } }),
    ...(archive && { archive }),
  };
}

/** The finding alone, without who and when. */
export function findingIn({ text, stance, source, archive }: Finding): Finding {
  return { text, stance, ...(source && { source }), ...(archive && { archive }) };
}

/** What the audit log tells of a finding: never its words, which stay on the desk. */
function auditedFinding({ stance, source, archive }: Finding) {
  return { stance, source: source?.url ?? null, archive: archive ?? null };
}

const claimActions = {
  added: 'evidence-added',
  edited: 'evidence-edited',
  archived: 'evidence-edited',
  withdrawn: 'evidence-withdrawn',
  restored: 'evidence-restored',
} as const;

/** Tells a step in the claim's history and in the audit log. */
export async function tellEvidenceStep(
  context: Context,
  evidence: Evidence,
  told: { by: SignedIn; action: EvidenceAction; before?: Finding; reason?: string },
): Promise<void> {
  const by = actorOf(told.by);
  const { action, before, reason } = told;
  await recordOnClaim(context, evidence.claim, by, {
    action: claimActions[action],
    detail: { evidence: String(evidence._id), text: historyLine(evidence.text), ...(reason && { reason }) },
  });
  await recordAction(context, {
    by,
    action: `evidence.${action}`,
    on: { kind: 'evidence', id: String(evidence._id), label: String(evidence.claim) },
    ...(before && { before: auditedFinding(before) }),
    after: auditedFinding(evidence),
    key: `evidence:${String(evidence._id)}:${evidence.version}`,
  });
}

/** Some words of a text, for a line in a history. */
export function historyLine(text: string): string {
  return shorten(text.replaceAll(/\s+/gu, ' '), 120);
}

/** Somebody changed it after it was read. */
function beatenOnEvidence({ history, by }: Pick<Evidence, 'history' | 'by'>): AppError {
  return conflict('casework.evidence.raced', { name: history.at(-1)?.by.name ?? by.name });
}

/**
 * The one way in which evidence changes: a single write that expects the version that the person saw and keeps what
 * stood there before.
 *
 * @throws AppError `not_found`, `conflict` (409) naming who was first, `wrong_state` when it cannot be done now.
 */
async function changeEvidence(
  context: Context,
  { id, by, version }: AskedOfEvidence,
  change: (
    read: Evidence,
  ) => { action: EvidenceAction; set: Partial<Evidence>; unset?: string[]; reason?: string } | undefined,
): Promise<Evidence> {
  const { Evidence } = context.models;
  const read = await Evidence.findById(id).lean<Evidence>();
  if (!read) throw notFound();
  if (read.version !== version) throw beatenOnEvidence(read);
  if (read.history.length >= mostSteps) throw new AppError('wrong_state', { message: 'casework.tooMany' });
  const made = change(read);
  if (!made) return read;
  const { action, set, unset = [], reason } = made;
  const before = findingIn(read);
  const step = { at: context.clock.now(), by: actorOf(by), action, before, ...(reason && { reason }) };
  const after = await Evidence.findOneAndUpdate(
    { _id: read._id, version },
    {
      $set: set,
      ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, 1])) }),
      $inc: { version: 1 },
      $push: { history: step },
    },
    { returnDocument: 'after' },
  ).lean<Evidence>();
  if (!after) {
    const latest = await Evidence.findById(id).lean<Evidence>();
    throw latest ? beatenOnEvidence(latest) : notFound();
  }
  await tellEvidenceStep(context, after, { by, action, before, reason });
  return after;
}

/** Writes a piece of evidence anew; the words before are kept. Nothing happens when nothing changed. */
export function editEvidence(context: Context, asked: AskedOfEvidence & FindingFields): Promise<Evidence> {
  const finding = findingOf(asked);
  return changeEvidence(context, asked, (read) => {
    refuseWithdrawn(read);
    if (JSON.stringify(findingIn(read)) === JSON.stringify(finding)) return undefined;
    const unset = (['source', 'archive'] as const).filter((field) => finding[field] === undefined);
    return { action: 'edited', set: finding, unset };
  });
}

/** Notes where the source was archived. */
export function archiveEvidence(
  context: Context,
  asked: AskedOfEvidence & { archive: string },
): Promise<Evidence> {
  return changeEvidence(context, asked, (read) => {
    refuseWithdrawn(read);
    return read.archive === asked.archive
      ? undefined
      : { action: 'archived', set: { archive: asked.archive } };
  });
}

/** It no longer counts: it is shown as withdrawn, with who and why, and never deleted. */
export function withdrawEvidence(
  context: Context,
  asked: AskedOfEvidence & { reason?: string },
): Promise<Evidence> {
  const { by, reason } = asked;
  return changeEvidence(context, asked, (read) => {
    refuseWithdrawn(read);
    const withdrawn = { by: actorOf(by), at: context.clock.now(), ...(reason && { reason }) };
    return { action: 'withdrawn', set: { withdrawn }, reason };
  });
}

/** It counts again. */
export function restoreEvidence(context: Context, asked: AskedOfEvidence): Promise<Evidence> {
  return changeEvidence(context, asked, (read) =>
    read.withdrawn ? { action: 'restored', set: {}, unset: ['withdrawn'] } : undefined,
  );
}

function refuseWithdrawn(read: Evidence): void {
  if (read.withdrawn) throw new AppError('wrong_state', { message: 'casework.evidence.isWithdrawn' });
}
