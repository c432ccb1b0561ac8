import type { Evidence, Finding } from './evidence.model.js';
import { findingIn } from './change-evidence.js';

/** Where a page is archived by hand: the person opens it, and puts the address of what came of it into the form. */
export function archiversOf(url: string): { name: string; href: string }[] {
  return [
    { name: 'web.archive.org', href: `https://web.archive.org/save/${url}` },
    { name: 'archive.today', href: `https://archive.today/?run=1&url=${encodeURIComponent(url)}` },
  ];
}

function shownFinding({ text, stance, source, archive }: Finding) {
  return {
    text,
    stance,
    source: source ? { title: source.title, url: source.url ?? null } : null,
    archive: archive ?? null,
  };
}

/** A piece of evidence as staff may see it, on pages and by the API. Ids are strings, dates ISO 8601 in UTC. */
export function deskEvidence(evidence: Evidence) {
  const { withdrawn, history } = evidence;
  const changed = history.findLast(({ action }) => action === 'edited' || action === 'archived');
  return {
    id: String(evidence._id),
    claim: String(evidence.claim),
    ...shownFinding(evidence),
    by: evidence.by.name,
    at: evidence.at.toISOString(),
    edited: changed ? { by: changed.by.name, at: changed.at.toISOString() } : null,
    withdrawn: withdrawn
      ? { by: withdrawn.by.name, at: withdrawn.at.toISOString(), reason: withdrawn.reason ?? null }
      : null,
    version: evidence.version,
  };
}

/** The same with its past, newest first. */
export function evidenceHistory(evidence: Evidence) {
  return evidence.history
    .map(({ at, by, action, before, reason }) => ({
      at: at.toISOString(),
      by: by.name,
      action,
      // What is withdrawn or brought back stands as it stood.
      before: before && action !== 'withdrawn' && action !== 'restored' ? shownFinding(before) : null,
      reason: reason ?? null,
    }))
    .toReversed();
}

/** Its fields as a form shows them. */
export function typedEvidence(evidence: Evidence) {
  const { text, stance, source, archive } = findingIn(evidence);
  return { text, stance, title: source?.title ?? '', url: source?.url ?? '', archive: archive ?? '' };
}
