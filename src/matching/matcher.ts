import { fingerprint } from './fingerprint.js';
import { readMessage, type Message } from './message.js';
import { createTextIndex, type TextEvidence } from './text-index.js';

export interface ClaimTexts {
  id: string;
  /** The statement first, then the titles of clarifications, then the texts of a few example reports. */
  texts: readonly string[];
}

export interface Match {
  claim: string;
  /** 0…1: 1 is the same text, below `suggestFrom` it means nothing. */
  score: number;
  /** The shared words as the report wrote them, most telling first. */
  why: string[];
}

export type Decision = 'attach' | 'suggest' | 'new';

export interface Decided {
  decision: Decision;
  /** Best first; those at or above the threshold for suggesting. Empty for 'new'. */
  matches: Match[];
}

export interface Matcher {
  /** Adds a claim, or replaces its texts. */
  set(claim: ClaimTexts): void;
  remove(id: string): void;
  has(id: string): boolean;
  readonly size: number;
  /** The claims most like a text, best first, without any threshold. */
  rank(text: string, top?: number): Match[];
  /** What to do with a report: put it to the first match, ask a verifier about the matches, or open a claim. */
  decide(text: string): Decided;
}

export interface MatcherOptions {
  /** From this score a report is put to the claim without asking. */
  attachFrom?: number;
  /** From this score a verifier is asked. */
  suggestFrom?: number;
}

interface KnownClaim {
  texts: number[];
  prints: string[];
}

const CANDIDATES = 300;
const SHARED_WORDS_SHOWN = 8;
const FEWEST_INFORMATIVE = 4;
/** A further text of a claim (a title, an earlier report) speaks for it a little less than its statement. */
const FURTHER_TEXT = 0.9;

function scoreOf(evidence: TextEvidence): number {
  const { stems, pairs, grams } = evidence;
  const covered = (0.4 * stems.covered + 0.6 * grams.covered + 0.2 * pairs.covered) / 1.2;
  const cosine = (stems.cosine + grams.cosine) / 2;
  return Math.min(1, (covered + cosine) / 2);
}

/** An empty live matcher. Thresholds: see the README on how they were measured. */
export function createMatcher(options: MatcherOptions = {}): Matcher {
  const attachFrom = options.attachFrom ?? 0.6;
  const suggestFrom = options.suggestFrom ?? 0.25;
  const index = createTextIndex();
  const claims = new Map<string, KnownClaim>();
  /** Which claim and which of its texts a number in the index stands for. */
  const owners: { claim: string; place: number }[] = [];
  const claimsByPrint = new Map<string, Set<string>>();

  function remove(id: string): void {
    const known = claims.get(id);
    if (known === undefined) return;
    for (const text of known.texts) index.remove(text);
    for (const print of known.prints) {
      const holders = claimsByPrint.get(print);
      holders?.delete(id);
      if (holders?.size === 0) claimsByPrint.delete(print);
    }
    claims.delete(id);
  }

  function set(claim: ClaimTexts): void {
    remove(claim.id);
    const known: KnownClaim = { texts: [], prints: [] };
    claim.texts.forEach((text, place) => {
      const print = fingerprint(text);
      if (print === '' || known.prints.includes(print)) return;
      const number = index.add(readMessage(text));
      owners[number] = { claim: claim.id, place };
      known.texts.push(number);
      known.prints.push(print);
      const holders = claimsByPrint.get(print) ?? new Set();
      holders.add(claim.id);
      claimsByPrint.set(print, holders);
    });
    claims.set(claim.id, known);
  }

  function sharedWords(message: Message, claim: string): string[] {
    const texts = claims.get(claim)?.texts ?? [];
    const found = new Map<string, { surface: string; rarity: number }>();
    for (const word of message.words) {
      if (!word.telling || found.has(word.stem)) continue;
      if (texts.some((text) => index.hasStem(text, word.stem))) {
        found.set(word.stem, { surface: word.surface, rarity: index.rarityOf(word.stem) });
      }
    }
    return [...found.values()]
      .sort((left, right) => right.rarity - left.rarity)
      .slice(0, SHARED_WORDS_SHOWN)
      .map((word) => word.surface);
  }

  function rankMessage(message: Message, same: ReadonlySet<string>, top: number): Match[] {
    const best = new Map<string, number>();
    for (const evidence of index.weigh(message, index.candidates(message, CANDIDATES))) {
      const owner = owners[evidence.text];
      if (owner === undefined) continue;
      const score = scoreOf(evidence) * (owner.place === 0 ? 1 : FURTHER_TEXT);
      if (score > (best.get(owner.claim) ?? 0)) best.set(owner.claim, score);
    }
    for (const claim of same) best.set(claim, 1);
    return [...best]
      .sort((left, right) => right[1] - left[1] || (left[0] < right[0] ? -1 : 1))
      .slice(0, top)
      .map(([claim, score]) => ({ claim, score, why: sharedWords(message, claim) }));
  }

  function repeatsOf(text: string): ReadonlySet<string> {
    const print = fingerprint(text);
    return (print === '' ? undefined : claimsByPrint.get(print)) ?? new Set();
  }

  return {
    set,
    remove,
    has: (id) => claims.has(id),
    get size() {
      return claims.size;
    },
    rank(text, top = 10) {
      return rankMessage(readMessage(text), repeatsOf(text), top);
    },
    decide(text) {
      const message = readMessage(text);
      const same = repeatsOf(text);
      const matches = rankMessage(message, same, 5).filter((match) => match.score >= suggestFrom);
      const [first, second] = matches;
      if (first === undefined) return { decision: 'new', matches };
      const sure =
        same.size === 1 ||
        (same.size === 0 && first.score >= attachFrom && message.informative >= FEWEST_INFORMATIVE);
      const alone = second === undefined || second.score < first.score;
      return { decision: sure && alone ? 'attach' : 'suggest', matches };
    },
  };
}
