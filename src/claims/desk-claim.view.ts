import { deskNote } from '../casework/note.view.js';
import type { PublicAnswer } from '../clarifications/answers-of.js';
import type { Report } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';
import { publicClaim } from './claim.view.js';
import type { ListedClaim } from './list-claims.js';
import { whyOf } from './why.js';

/** A claim in the queue, as staff see it. Ids are strings, dates ISO 8601 in UTC. */
export function queuedClaim(claim: ListedClaim, now: Date, t: Translate) {
  return {
    ...publicClaim(claim),
    priority: claim.priority,
    why: whyOf(claim, now, t),
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
    notes: claim.notes.map(deskNote),
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

/** A report as staff see it. Whether its reporter waits for news is a yes or no: the address stays with notices. */
export function deskReport(report: Report, wantsNews: boolean) {
  return {
    id: String(report._id),
    ticket: report.ticket,
    text: report.text,
    urls: report.urls,
    pictures: report.pictures.map(({ file, thumbnail, width, height }) => ({
      id: String(file),
      thumbnail: String(thumbnail),
      width,
      height,
    })),
    channel: report.channel ?? null,
    region: report.region ?? null,
    doubt: report.doubt ?? null,
    claim: String(report.claim),
    match: {
      claim: String(report.match.claim),
      state: report.match.state,
      score: report.match.score,
      words: report.match.words,
      by: report.match.by ?? [],
      against: report.match.against ?? [],
      evidence: report.match.evidence ?? {},
      decidedBy: report.match.decidedBy,
    },
    wantsNews,
    createdAt: report.createdAt.toISOString(),
  };
}

export type DeskReport = ReturnType<typeof deskReport>;
