import { maskFor } from '../privacy/mask-for.js';
import type { Report } from '../reports/report.model.js';
import type { SignedIn } from '../web/request.js';
import type { Translate } from '../web/languages.js';
import { shorten } from '../web/shorten.js';
import type { Block } from './block.model.js';
import { canLift } from './permissions.js';

/** Characters of a report that are shown for choosing it. */
const beginning = 160;

/** A block as the desk lists it: never what it goes by. */
export function deskBlock(block: Block, person: Pick<SignedIn, 'id' | 'role'>, now: Date) {
  const { category, reason, ticket, goesBy, by, at, expiresAt, lifted } = block;
  return {
    id: String(block._id),
    claim: String(block.claim),
    report: String(block.report),
    category,
    reason,
    ticket,
    goesBy,
    by: by.name,
    at,
    expiresAt,
    lifted: lifted && { at: lifted.at, by: lifted.by.name, reason: lifted.reason },
    mayLift: expiresAt > now && canLift(person, block),
  };
}

/** A report as it is chosen on the form. */
export function choosableReport(report: Report, t: Translate) {
  const text = maskFor(report.text, t).replaceAll(/\s+/gu, ' ');
  return {
    id: String(report._id),
    claim: String(report.claim),
    ticket: report.ticket,
    at: report.createdAt,
    text: shorten(text, beginning),
    pictures: report.pictures.length,
  };
}
