import type { Context } from '../context.js';
import { compareTexts, mindDifferences, type Comparison } from '../claims/compare-texts.js';
import { readMessage } from '../matching/message.js';
import { matchMessage, publicTexts, type PublicMatch } from '../reports/match-message.js';
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
  /** The message beside what the best match says, with the words marked that both have, and those that differ. */
  pair: Comparison | null;
  /** What differs from the best match, as sentences without their beginning and end. */
  differences: string[];
  /** Both texts are to be compared, and short. */
  open: boolean;
  /** What else is like it. */
  others: (PublicMatch & { differences: string[] })[];
  /** What a reader may send back to the group; only when there is an answer. */
  reply: Reply | null;
}

const othersShown = 3;

/** Both texts together fill about one screen of a telephone. */
const shortTexts = 600;

/** Two words that tell something are in many messages; a link alone is enough. */
const fewestWords = 3;

function isTooShort(text: string): boolean {
  const { stems, words } = readMessage(text);
  return stems.length < fewestWords && !words.some(({ kind }) => kind === 'link');
}

/** What is known about a message, as a page tells it. */
export async function checkMessage(context: Context, text: string, t: Translate): Promise<CheckedMessage> {
  const { decision, matches: all } = await matchMessage(context, text, t);
  const matches = eachArticleOnce(all);
  const [best] = matches;
  if (!best) {
    const nothing = isTooShort(text) ? 'short' : 'unknown';
    return {
      text,
      found: nothing,
      best: null,
      pair: null,
      differences: [],
      open: false,
      others: [],
      reply: null,
    };
  }
  const found = decision === 'answered' ? 'answered' : best.certain ? 'checking' : 'perhaps';
  const sentences = (match: PublicMatch) =>
    mindDifferences(match.against, match.clarification !== undefined, t);
  const others = matches.slice(1, 1 + othersShown);
  return {
    text,
    found,
    best,
    pair: compareTexts(text, publicTexts(best), best, { t, shown: true }) ?? null,
    differences: sentences(best),
    open: found === 'perhaps' && text.length + best.claim.statement.length <= shortTexts,
    others: others.map((match) => ({ ...match, differences: sentences(match) })),
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
