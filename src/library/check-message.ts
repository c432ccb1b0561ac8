import type { Context } from '../context.js';
import { readMessage } from '../matching/message.js';
import { markShared, type TextRun } from '../matching/shared-words.js';
import { matchMessage, type PublicMatch } from '../reports/match-message.js';
import type { Translate } from '../web/languages.js';
import { replyToSend, type Reply } from './reply-to-send.js';

export interface CheckedMessage {
  text: string;
  /**
   * `answered`, `checking`: the same message is known. `perhaps`: only something like it is, answered or not.
   * `unknown`: nothing is. `short`: nothing is, and there was too little to look for.
   */
  found: 'answered' | 'checking' | 'perhaps' | 'unknown' | 'short';
  best: PublicMatch | null;
  /** The message, with the words marked that the best match has too. */
  runs: TextRun[];
  /** What else is like it. */
  others: PublicMatch[];
  /** What a reader may send back to the group; only when there is an answer. */
  reply: Reply | null;
}

const othersShown = 3;

/** Two words that tell something are in many messages; a link alone is enough. */
const fewestWords = 3;

function isTooShort(text: string): boolean {
  const { stems, words } = readMessage(text);
  return stems.length < fewestWords && !words.some(({ kind }) => kind === 'link');
}

/** What is known about a message, as a page tells it. */
export async function checkMessage(context: Context, text: string, t: Translate): Promise<CheckedMessage> {
  const { decision, matches: found } = await matchMessage(context, text, t);
  const matches = eachArticleOnce(found);
  const [best] = matches;
  if (!best) {
    const nothing = isTooShort(text) ? 'short' : 'unknown';
    return { text, found: nothing, best: null, runs: [], others: [], reply: null };
  }
  return {
    text,
    found: decision === 'answered' ? 'answered' : best.certain ? 'checking' : 'perhaps',
    best,
    runs: markShared(text, best.words),
    others: matches.slice(1, 1 + othersShown),
    reply: decision === 'answered' && best.clarification ? replyToSend(best.clarification, t) : null,
  };
}

/** Several claims may have one answer: it is told with the claim that is most alike. */
function eachArticleOnce(matches: readonly PublicMatch[]): PublicMatch[] {
  const told = new Set<string>();
  return matches.filter(({ clarification }) => {
    if (!clarification) return true;
    const first = !told.has(clarification.slug);
    told.add(clarification.slug);
    return first;
  });
}
