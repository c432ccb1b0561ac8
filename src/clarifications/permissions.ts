import { isNewsroom } from '../accounts/permissions.js';
import type { Config } from '../config.js';
import type { SignedIn } from '../web/request.js';
import { nextStatus, type ClarificationAction } from './clarification-status.js';
import type { Clarification } from './clarification.model.js';

type Who = Pick<SignedIn, 'id' | 'role'>;
type Article = Pick<Clarification, 'author' | 'status' | 'activity'>;
type Rules = Pick<Config, 'allowSelfPublish'>;

/** Reviews others' articles. */
export const isReviewer = (person: Pick<SignedIn, 'role'>) =>
  person.role === 'editor' || person.role === 'admin';
const isAuthor = (person: Who, article: Article) => article.author.person.equals(person.id);

/** Does it stand in this person's words: as its author, or changed by them since somebody else last handed it in? */
function wrote(person: Who, article: Article): boolean {
  if (isAuthor(person, article)) return true;
  const isOwn = ({ by }: Clarification['activity'][number]) => by.person.equals(person.id);
  const handedIn = article.activity.findLastIndex((step) => step.action === 'submitted' && !isOwn(step));
  return article.activity.slice(handedIn + 1).some((step) => step.action === 'edited' && isOwn(step));
}

/**
 * Is this person one who does this to this article, whatever state it is in? Routes ask it first (403); whether the
 * state allows it is asked afterwards (409).
 */
export function isEntitled(
  action: ClarificationAction,
  person: Who,
  article: Article,
  rules: Rules,
): boolean {
  if (action === 'submit') return isReviewer(person) || isAuthor(person, article);
  // In review, an editor may still mend it; its author gets it back with a note first.
  if (action === 'edit')
    return isReviewer(person) || (isAuthor(person, article) && article.status !== 'in-review');
  // Four eyes see whatever is published.
  if (action === 'publish') return isReviewer(person) && (rules.allowSelfPublish || !wrote(person, article));
  return isReviewer(person);
}

function may(action: ClarificationAction, person: Who, article: Article, rules: Rules): boolean {
  return nextStatus(article.status, action) !== undefined && isEntitled(action, person, article, rules);
}

// Only publishing depends on the settings.
const noRules: Rules = { allowSelfPublish: false };

/** Everybody in the newsroom writes drafts. */
export const canWrite = (person: Who) => isNewsroom(person);
export const canEdit = (person: Who, article: Article) => may('edit', person, article, noRules);
export const canSubmit = (person: Who, article: Article) => may('submit', person, article, noRules);
/** Sends it back with a note. */
export const canReview = (person: Who, article: Article) => may('return', person, article, noRules);
export const canPublish = (person: Who, article: Article, rules: Rules) =>
  may('publish', person, article, rules);
export const canCorrect = (person: Who, article: Article) => may('correct', person, article, noRules);
export const canRetract = (person: Who, article: Article) => may('retract', person, article, noRules);
