import type { Claim, Topic } from '../claims/claim.model.js';
import { maskPrivate } from '../privacy/mask-private.js';
import type { Translate } from '../web/languages.js';
import type { Agency } from './agency.model.js';
import { canonicalStatement, isIntact } from './digest.js';
import { renderStatement } from './render-statement.js';
import { isOverdue, next } from './request-status.js';
import type { StatementDocument, StatementRequest } from './statement-request.model.js';
import { tellDuration } from './tell-duration.js';

/** A signed version as a page or the API shows it. */
export interface ShownStatement {
  /** 1 is the first. */
  version: number;
  agencyName: string;
  /** Markdown. */
  text: string;
  /** The same as HTML that is safe to show. */
  html: string;
  signer: { name: string; office: string };
  signedAt: string;
  links: { title: string; url: string }[];
  documents: ShownDocument[];
  correction: { changed: string[]; why: string } | null;
  /** Over `canonical`: see agencies/digest.ts. */
  sha256: string;
  canonical: string;
}

export interface ShownDocument {
  id: string;
  name: string;
  type: string;
  bytes: number;
  /** Rounded up, for reading. */
  kilobytes: number;
  sha256: string;
  /** A path of this site. */
  url: string;
}

export function shownStatement(
  request: StatementRequest,
  version: number,
  pathOf: (document: StatementDocument) => string,
): ShownStatement | undefined {
  const statement = request.statements[version - 1];
  if (!statement) return undefined;
  return {
    version,
    agencyName: statement.agencyName,
    text: statement.text,
    html: renderStatement(statement.text),
    signer: { name: statement.signer.name, office: statement.signer.office },
    signedAt: statement.signedAt.toISOString(),
    links: statement.links.map(({ title, url }) => ({ title, url })),
    documents: statement.documents.map((document) => shownDocument(document, pathOf(document))),
    correction: statement.correction
      ? { changed: [...statement.correction.changed], why: statement.correction.why }
      : null,
    sha256: statement.sha256,
    canonical: canonicalStatement(request, statement, version),
  };
}

export function shownDocument(
  { file, name, type, bytes, sha256 }: StatementDocument,
  url: string,
): ShownDocument {
  return { id: String(file), name, type, bytes, kilobytes: Math.ceil(bytes / 1024), sha256, url };
}

/** How long the answer took. */
export function tookOf(
  { askedAt, answeredAt }: Pick<StatementRequest, 'askedAt' | 'answeredAt'>,
  t: Translate,
): { minutes: number; text: string } | null {
  if (!answeredAt) return null;
  const milliseconds = answeredAt.getTime() - askedAt.getTime();
  return { minutes: Math.max(0, Math.round(milliseconds / 60_000)), text: tellDuration(milliseconds, t) };
}

type AskedClaim = Pick<Claim, '_id' | 'statement' | 'topic' | 'reportCount' | 'firstReportedAt'>;

/** What has to be read of a claim for a request's page. */
export const askedClaimFields =
  'statement topic reportCount firstReportedAt lastReportedAt status mergedInto';

interface About {
  agency: Pick<Agency, '_id' | 'slug' | 'name' | 'shortName'> | null;
  claim: AskedClaim | null;
  now: Date;
  t: Translate;
}

/** A request in a list, for the newsroom and for its agency alike: nothing of it says who reported, or where. */
export function listedRequest(request: StatementRequest, { agency, claim, now, t }: About) {
  return {
    id: String(request._id),
    status: request.status,
    overdue: isOverdue(request, now),
    agency: agency
      ? { id: String(agency._id), slug: agency.slug, name: agency.name, shortName: agency.shortName }
      : null,
    claim: claim ? askedClaim(claim) : null,
    question: request.question,
    asker: request.asker.name,
    askedAt: request.askedAt.toISOString(),
    dueAt: request.dueAt.toISOString(),
    closedAt: request.closedAt?.toISOString() ?? null,
    took: tookOf(request, t),
  };
}

/** A verifier's words or a stranger's: what is private in them is masked in any case. */
function askedClaim(claim: AskedClaim): {
  statement: string;
  topic: Topic;
  reportCount: number;
  firstReportedAt: string;
} {
  return {
    statement: maskPrivate(claim.statement),
    topic: claim.topic,
    reportCount: claim.reportCount,
    firstReportedAt: claim.firstReportedAt.toISOString(),
  };
}

/**
 * What the asker chose to show of the reports.
 *
 * @param pictures the path under which the reader can have the pictures.
 */
function shownOfReports(request: StatementRequest, pictures: string) {
  return {
    quotes: request.quotes,
    // Older requests may hold them as they were sent.
    links: request.links.map((link) => maskPrivate(link)),
    erased: request.erased ?? 0,
    pictures: request.pictures.map(({ file, thumbnail, width, height }, at) => ({
      number: at + 1,
      url: `${pictures}/${String(file)}`,
      thumbnailUrl: `${pictures}/${String(thumbnail)}`,
      width,
      height,
    })),
  };
}

/** Everything that a request's agency sees of it. */
export function agencyRequest(request: StatementRequest, about: About) {
  const page = `/meja/permintaan/${String(request._id)}`;
  const may = (action: Parameters<typeof next>[1]) => next(request.status, action) !== undefined;
  const { draft } = request;
  return {
    ...listedRequest(request, about),
    ...shownOfReports(request, `${page}/gambar`),
    draft: draft
      ? {
          text: draft.text,
          signerName: draft.signer.name,
          signerOffice: draft.signer.office,
          links: draft.links.map(({ title, url }) => ({ title, url })),
          documents: draft.documents.map((document) => shownDocument(document, documentPath(page, document))),
          savedAt: draft.savedAt.toISOString(),
          by: draft.by.name,
        }
      : null,
    statements: versionsOf(request, page),
    reason: reasonOf(request),
    may: {
      sign: may('sign'),
      decline: may('decline'),
      correct: may('correct'),
      retract: may('retract'),
    },
    version: request.answerVersion,
  };
}

/** Everything that the newsroom sees of a request: all but what the agency only drafted. */
export function staffRequest(request: StatementRequest, about: About) {
  const page = `/meja/instansi/permintaan/${String(request._id)}`;
  const may = (action: Parameters<typeof next>[1]) => next(request.status, action) !== undefined;
  const listed = listedRequest(request, about);
  return {
    ...listed,
    // On the desk a claim's statement stands as everywhere there, and leads to its page.
    claim: about.claim && { ...askedClaim(about.claim), id: String(about.claim._id) },
    ...shownOfReports(request, '/meja/gambar'),
    statements: versionsOf(request, page),
    intact: request.statements.every((statement, at) => isIntact(request, statement, at + 1)),
    reminders: request.reminders.map(({ kind, at }) => ({ kind, at: at.toISOString() })),
    history: request.activity
      .map(({ at, by, step, reason }) => ({
        at: at.toISOString(),
        by: by.name,
        step,
        text: about.t(`agencies.history.${step}`, { agency: about.agency?.shortName ?? '' }),
        detail: reason ?? null,
      }))
      .toReversed(),
    reason: reasonOf(request),
    may: { extend: may('extend'), withdraw: may('withdraw') },
    version: request.version,
  };
}

const documentPath = (page: string, { file }: StatementDocument) => `${page}/dokumen/${String(file)}`;

/** Newest first. */
function versionsOf(request: StatementRequest, page: string): ShownStatement[] {
  return request.statements
    .flatMap((_, at) => shownStatement(request, at + 1, (one) => documentPath(page, one)) ?? [])
    .toReversed();
}

/** Why it was declined, withdrawn or taken back. */
function reasonOf(request: StatementRequest): string | null {
  if (request.status === 'open' || request.status === 'answered') return null;
  return request.activity.at(-1)?.reason ?? null;
}
