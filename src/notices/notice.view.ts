import type { Clarification } from '../clarifications/clarification.model.js';
import type { Report } from '../reports/report.model.js';
import { maskAddress } from './mask-address.js';
import type { Notice, NoticeKind, NoticeProblem, NoticeStatus } from './notice.model.js';

/** A notice as the desk sees it: never with the whole address. */
export interface DeskNotice {
  id: string;
  kind: NoticeKind;
  state: NoticeStatus;
  problem: NoticeProblem | null;
  /** A member of staff's address, masked; a reporter's stays sealed. */
  to: string | null;
  /** The report has an address to send to. */
  sealed: boolean;
  ticket: string | null;
  article: { id: string; title: string } | null;
  /** What a letter to staff is about, and what its subject needs to be told. */
  letter: { about: string; params: Record<string, string> } | null;
  attempts: number;
  serverSaid: string | null;
  createdAt: string;
  sentAt: string | null;
  /** Only while it waits after a failure. */
  nextAttemptAt: string | null;
}

export function deskNotice(
  notice: Notice,
  report: Pick<Report, 'ticket' | 'wantsNews'> | undefined,
  article: Pick<Clarification, '_id' | 'title'> | undefined,
  staffAddress?: string,
): DeskNotice {
  return {
    id: String(notice._id),
    kind: notice.kind,
    state: notice.status,
    problem: notice.problem ?? null,
    to: staffAddress ? maskAddress(staffAddress) : null,
    sealed: report?.wantsNews === true,
    ticket: report?.ticket ?? null,
    letter: notice.letter ? { about: notice.letter.about, params: notice.letter.params } : null,
    article: article ? { id: String(article._id), title: article.title } : null,
    attempts: notice.attempts,
    serverSaid: notice.lastError ?? null,
    createdAt: notice.createdAt.toISOString(),
    sentAt: notice.sentAt?.toISOString() ?? null,
    nextAttemptAt:
      notice.status === 'waiting' && notice.attempts > 0 ? notice.nextAttemptAt.toISOString() : null,
  };
}
