import { isListed, publicClaim, type PublicClaim } from '../claims/claim.view.js';
import { chooseText, tellDifferences, type ClaimText, type Difference } from '../claims/compare-texts.js';
import { tellWhy } from '../claims/tell-evidence.js';
import { weighMessage } from '../claims/weigh-message.js';
import { answersOf, type PublicAnswer } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { tellableWords, withoutNumbers } from '../privacy/mask-for.js';
import type { Translate } from '../web/languages.js';

export interface PublicMatch {
  claim: PublicClaim;
  clarification?: PublicAnswer;
  /** 0…1. */
  score: number;
  /** In words: what else is the same (the whole text, a link), then the shared words, most telling first. */
  why: string[];
  /** What speaks against it: words of the message in whose place the claim or its clarification has other ones. */
  against: Difference[];
  /** Only the shared words that anybody may be told, as the message writes them. */
  words: string[];
  /** True: it is the same message. False: it may be, so show it as "perhaps". */
  certain: boolean;
}

export interface MatchAnswer {
  /**
   * `answered`: the first match is certain and has a clarification. `known`: something like it is known, and each
   * match says how surely. `unknown`: there is no match.
   */
  decision: 'answered' | 'known' | 'unknown';
  /** Best first. */
  matches: PublicMatch[];
}

/** The texts of a claim that anyone may read. What reporters sent is none of them. */
export function publicTexts(shown: {
  claim: Pick<PublicClaim, 'statement'>;
  clarification?: Pick<PublicAnswer, 'title'>;
}): ClaimText[] {
  const { claim, clarification } = shown;
  return [
    { is: 'statement', text: claim.statement },
    ...(clarification ? [{ is: 'title' as const, text: clarification.title }] : []),
  ];
}

/**
 * What is known about a message. A claim that only its reporter knows of so far is shown to nobody but those who hold
 * the same message. `why` is told in the language of `t`.
 *
 * Private numbers and addresses of the message do not count: nobody learns by guessing what others sent.
 */
export async function matchMessage(context: Context, text: string, t: Translate): Promise<MatchAnswer> {
  const weighed = await weighMessage(context, { text: withoutNumbers(text), urls: [], pictures: [] });
  const shown = weighed.filter(({ sure, claim }) => sure || isListed(claim));
  const answers = await answersOf(
    context,
    shown.map(({ claim }) => claim._id),
  );
  const matches = shown.map(({ claim, score, words: all, by, sure, against = [] }): PublicMatch => {
    const clarification = answers.get(String(claim._id));
    const open = publicTexts({ claim, clarification });
    const words = tellableWords(all, { known: claim.examples, open: open.map((one) => one.text) });
    const beside = chooseText(open, { words, against })?.text ?? '';
    return {
      claim: publicClaim(claim),
      ...(clarification && { clarification }),
      score: Math.round(score * 1000) / 1000,
      why: tellWhy({ by, words }, t),
      against: tellDifferences(against, text, beside, { t, shown: true }),
      words,
      certain: sure,
    };
  });
  const [first] = matches;
  if (!first) return { decision: 'unknown', matches };
  return { decision: first.certain && first.clarification ? 'answered' : 'known', matches };
}
