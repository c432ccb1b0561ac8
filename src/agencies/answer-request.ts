import { isDeepStrictEqual } from 'node:util';
import type { Types } from 'mongoose';
import { actorOf } from '../accounts/actor.js';
import type { Context } from '../context.js';
import { badInput, notAllowed } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { changeRequest, type RequestDoer } from './change-request.js';
import { canonicalStatement, digestOf } from './digest.js';
import { letWait } from './document-bucket.js';
import { documentsOf } from './forget-documents.js';
import type { RequestAction } from './request-status.js';
import type { DraftInput } from './statement-request.schema.js';
import type { Statement, StatementContent, StatementRequest } from './statement-request.model.js';
import { mostDocuments, storeDocuments, type UploadedFile } from './store-document.js';

type Answering = RequestDoer & { content: DraftInput; files?: readonly UploadedFile[] };

/** Only the agency itself speaks for it. @throws AppError not_allowed */
function requireAgency(by: SignedIn): void {
  if (by.role !== 'agency' || !by.agency) throw notAllowed();
}

/** Keeps what is written so far, for the agency's own people. @throws AppError not_found, conflict, bad_input */
export function saveDraft(context: Context, given: Answering): Promise<StatementRequest> {
  return answer(context, given, 'save', (_request, content, now) => ({
    set: { draft: { ...content, savedAt: now, by: actorOf(given.by) } },
  }));
}

/** Signs the answer: from now on it is fixed. @throws AppError not_found, conflict, bad_input */
export function signStatement(context: Context, given: Answering): Promise<StatementRequest> {
  return answer(context, given, 'sign', async (request, content, now) => ({
    set: { answeredAt: now },
    unset: ['draft'],
    statement: await sign(context, request, content, { by: given.by, now }),
  }));
}

/**
 * Signs a later version, which says what it changes and why; the earlier ones stay.
 *
 * @throws AppError not_found, conflict, bad_input also when nothing is different.
 */
export function correctStatement(
  context: Context,
  given: Answering & { why: string },
): Promise<StatementRequest> {
  return answer(context, given, 'correct', async (request, content, now) => {
    const last = request.statements.at(-1);
    const changed = last ? changedParts(last, content) : [];
    if (changed.length === 0) throw badInput({ why: { reason: 'nothing_changed' } });
    const correction = { changed, why: given.why };
    return {
      unset: ['draft'],
      statement: await sign(context, request, content, { by: given.by, now, correction }),
    };
  });
}

/** The agency cannot or will not answer. @throws AppError not_found, conflict */
export async function declineRequest(
  context: Context,
  doer: RequestDoer & { reason: string },
): Promise<StatementRequest> {
  requireAgency(doer.by);
  return changeRequest(context, doer, 'decline', () => ({ reason: doer.reason, unset: ['draft'] }));
}

/** The agency takes its statement back; where it was shown it stays, marked. @throws AppError not_found, conflict */
export async function retractStatement(
  context: Context,
  doer: RequestDoer & { reason: string },
): Promise<StatementRequest> {
  requireAgency(doer.by);
  return changeRequest(context, doer, 'retract', () => ({ reason: doer.reason, unset: ['draft'] }));
}

type Decide = (
  request: StatementRequest,
  content: StatementContent,
  now: Date,
) => ReturnType<Parameters<typeof changeRequest>[3]>;

/** Documents wait until the write that has them: whatever fails in between, a job removes them. */
async function answer(
  context: Context,
  given: Answering,
  action: RequestAction,
  decide: Decide,
): Promise<StatementRequest> {
  requireAgency(given.by);
  const { content, files = [] } = given;
  let before: Types.ObjectId[] = [];
  const changed = await changeRequest(context, given, action, async (request, now) => {
    before = documentsOf(request).map(({ file }) => file);
    const kept = keptDocuments(request, content.keep);
    if (kept.length + files.length > mostDocuments) {
      throw badInput({ documents: { reason: 'too_big_array', params: { maximum: mostDocuments } } });
    }
    const stored = await storeDocuments(context, request._id, files);
    return decide(
      request,
      {
        text: content.text,
        signer: { name: content.signerName, office: content.signerOffice },
        links: content.links,
        documents: [...kept, ...stored],
      },
      now,
    );
  });
  const now = documentsOf(changed).map(({ file }) => file);
  await letWait(context, now);
  const gone = before.filter((file) => !now.some((own) => own.equals(file)));
  await letWait(context, gone, context.clock.now());
  return changed;
}

/** @throws AppError bad_input for a document that this request does not have. */
function keptDocuments(request: StatementRequest, keep: readonly string[]) {
  const known = new Map(documentsOf(request).map((document) => [String(document.file), document]));
  return [...new Set(keep)].map((id) => {
    const document = known.get(id);
    if (!document) throw badInput({ keep: { reason: 'document_unknown' } });
    return document;
  });
}

async function sign(
  context: Context,
  request: StatementRequest,
  content: StatementContent,
  told: { by: SignedIn; now: Date; correction?: Statement['correction'] },
): Promise<Statement> {
  const agency = await context.models.Agency.findById(request.agency).orFail().lean();
  const statement = {
    ...content,
    agencyName: agency.name,
    signedAt: told.now,
    by: actorOf(told.by),
    ...(told.correction && { correction: told.correction }),
  };
  const canonical = canonicalStatement(request, statement, request.statements.length + 1);
  return { ...statement, sha256: digestOf(canonical) };
}

const parts = ['text', 'signer', 'links', 'documents'] as const;

// Ids compare as text: two objects of the same id need not be alike inside.
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function changedParts(before: StatementContent, after: StatementContent): string[] {
  return parts.filter((part) => !isDeepStrictEqual(plain(before[part]), plain(after[part])));
}
