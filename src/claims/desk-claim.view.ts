import type { PublicAnswer } from '../clarifications/answers-of.js';
import { hiddenThings } from '../privacy/hidden-things.js';
import { maskFor, maskReasons } from '../privacy/mask-for.js';
import type { Report } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';
import { publicClaim } from './claim.view.js';
import type { ListedClaim } from './list-claims.js';
import { whyOf } from './why.js';

/** A claim in the queue, as staff see it. Ids are strings, dates ISO 8601 in UTC. */
export function queuedClaim(claim: ListedClaim, now: Date, t: Translate) {
  const why = whyOf(claim, now, t);
  return {
    ...publicClaim(claim),
    priority: claim.priority,
    parts: claim.priorityParts ?? null,
    why,
    reason: why.join(', '),
    harm: claim.harm
      ? { level: claim.harm.level, by: claim.harm.by.name, at: claim.harm.at.toISOString() }
      : null,
    touchedAt: claim.touchedAt?.toISOString() ?? null,
    resurfaced: claim.resurfaced
      ? { reports: claim.resurfaced.reports, since: claim.resurfaced.at.toISOString() }
      : null,
    assignee: claim.assignee
      ? {
          person: String(claim.assignee.person),
          name: claim.assignee.name,
          at: claim.assignee.at.toISOString(),
        }
      : null,
    regions: claim.regions,
    channels: claim.channels,
    version: claim.version,
  };
}

/** Everything that staff may see of a claim, but for its reports. */
export function deskClaim(claim: Claim, now: Date, t: Translate, answer?: PublicAnswer) {
  return {
    ...queuedClaim(claim, now, t),
    reportsLastDay: claim.reportsLastDay,
    setAside: claim.setAside ?? null,
    mergedInto: claim.mergedInto ? String(claim.mergedInto) : null,
    answers: answer ? [answer] : [],
    notes: claim.notes.map(({ at, by, text }) => ({ at: at.toISOString(), by: by.name, text })),
    activity: claim.activity.map(({ at, by, action, detail }) => ({
      at: at.toISOString(),
      by: by?.name ?? null,
      action,
      ...(detail && { detail }),
    })),
    createdAt: claim.createdAt.toISOString(),
    updatedAt: claim.updatedAt.toISOString(),
  };
}

/**
 * A report as staff see it. Whether its reporter waits for news is a yes or no: the address stays with notices. What is
 * private in it is masked in the language of `t`, and told in `hidden`.
 *
 * @param beside the texts of the claim that its match names, for telling what of the reasons is masked there.
 */
export function deskReport(report: Report, t: Translate, beside?: readonly string[]) {
  const match = maskReasons(report.match, report.text, beside);
  return {
    id: String(report._id),
    ticket: report.ticket,
    text: maskFor(report.text, t),
    urls: report.urls.map((url) => maskFor(url, t)),
    hidden: hiddenThings(report, t),
    pictures: report.pictures.map(({ file, thumbnail, width, height, reading }) => ({
      id: String(file),
      thumbnail: String(thumbnail),
      width,
      height,
      /** The text in it as a machine read it; null while it waits for being read. */
      reading: reading === undefined ? null : maskFor(reading, t),
    })),
    channel: report.channel ?? null,
    region: report.region ?? null,
    doubt: report.doubt === undefined ? null : maskFor(report.doubt, t),
    claim: String(report.claim),
    match: {
      claim: String(report.match.claim),
      state: report.match.state,
      score: report.match.score,
      words: match.words,
      by: report.match.by ?? [],
      against: match.against ?? [],
      evidence: report.match.evidence ?? {},
      decidedBy: report.match.decidedBy,
    },
    wantsNews: report.wantsNews === true,
    /** When its reporter had what is personal in it erased. */
    erasedAt: report.erasedAt?.toISOString() ?? null,
    createdAt: report.createdAt.toISOString(),
  };
}

export type DeskReport = ReturnType<typeof deskReport>;
