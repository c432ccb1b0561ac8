import { findConflicts, type Conflict } from './conflicts.js';
import { createKnownClaims } from './known-claims.js';
import { likeness, sureness } from './likeness.js';
import { readMessage, type Message } from './message.js';
import { createTextIndex, type TextEvidence } from './text-index.js';

export interface ClaimTexts {
  id: string;
  /** The statement first, then the titles of clarifications, then the texts of a few example reports. */
  texts: readonly string[];
}

export interface Match {
  claim: string;
  /** 0…1: how surely the text makes this claim; 1 is the same text after normalising. */
  score: number;
  /** The shared words as the report wrote them, most telling first, at most eight. */
  why: string[];
  /** What speaks against: numbers, places, banks, names that stand for each other and differ. */
  against: Conflict[];
  /** The named figures that the score was made of, each 0…1. */
  evidence: Record<string, number>;
  /** Which of the claim's texts is most like the message: its place in ClaimTexts.texts. */
  text: number;
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
  /** From this score a report is put to the claim without asking, unless something speaks against it. */
  attachFrom?: number;
  /** From this score a verifier is asked. */
  suggestFrom?: number;
}

/** Chosen on CLEF's training tweets and half of the TurnBackHoax texts, where fewer than 1 in 100 attached were wrong. */
export const ATTACH_FROM = 0.9;
export const SUGGEST_FROM = 0.25;

interface Ranked {
  /** Its number among the known claims. */
  claim: number;
  alike: number;
  score: number;
  /** The number of the claim's text that is most like the message. */
  text: number;
  /** Sum of the rarities of the shared stems. */
  shared: number;
  evidence: Record<string, number>;
}

/** Texts weighed in full. Eighty lose nothing on the training sets against three hundred. */
const CANDIDATES = 100;
const MATCHES_SHOWN = 5;
const SHARED_WORDS_SHOWN = 8;
const FEWEST_INFORMATIVE = 4;
/** A further text of a claim (a title, an earlier report) speaks for it a little less than its statement. */
const FURTHER_TEXT = 0.95;
/** A runner-up this sure competes: the two may be twins to merge, and a verifier should see both. */
const COMPETING = 0.5;
/** With so much shared (some six rare words), a word in another's place is a way of telling and no other claim. */
const MUCH_SHARED = 40;

function figuresOf({ stems, grams }: TextEvidence): Record<string, number> {
  return {
    stemsCovered: stems.covered,
    stemsCosine: stems.cosine,
    gramsCovered: grams.covered,
    gramsCosine: grams.cosine,
  };
}

/** An empty live matcher. Everything is kept in memory; `set` and `remove` take effect at once. */
export function createMatcher(options: MatcherOptions = {}): Matcher {
  const attachFrom = options.attachFrom ?? ATTACH_FROM;
  const suggestFrom = options.suggestFrom ?? SUGGEST_FROM;
  const index = createTextIndex();
  const claims = createKnownClaims();

  function remove(id: string): void {
    const claim = claims.find(id);
    if (claim < 0) return;
    for (const text of claims.takeTexts(claim)) index.remove(text);
    claims.remove(claim);
  }

  function set({ id, texts }: ClaimTexts): void {
    const claim = claims.add(id);
    for (const text of claims.takeTexts(claim)) index.remove(text);
    const own: number[] = [];
    for (const [place, text] of texts.entries()) {
      const message = readMessage(text);
      if (message.words.length === 0 || own.some((known) => index.isRepeat(known, message))) continue;
      const number = index.add(message);
      claims.addText(claim, number, place);
      own.push(number);
    }
  }

  function massOf(message: Message): number {
    let mass = 0;
    for (const stem of new Set(message.stems)) mass += index.rarityOf(stem);
    return mass;
  }

  /** The words of the message that the claim has in any of its texts. */
  function sharedWords(message: Message, claim: number): string[] {
    const theirs = new Set(claims.textsOf(claim).flatMap((text) => index.stemsOf(text)));
    const found = new Map<string, { surface: string; rarity: number }>();
    for (const word of message.words) {
      if (!word.telling || !theirs.has(word.stem) || found.has(word.stem)) continue;
      found.set(word.stem, { surface: word.surface, rarity: index.rarityOf(word.stem) });
    }
    const surfaces = [...found.values()]
      .sort((left, right) => right.rarity - left.rarity)
      .map((word) => word.surface);
    return [...new Set(surfaces)].slice(0, SHARED_WORDS_SHOWN);
  }

  function rankClaims(message: Message, same: readonly number[], most: number): Ranked[] {
    const mass = massOf(message);
    const best = new Map<number, Ranked>();
    for (const evidence of index.weigh(message, index.candidates(message, Math.max(CANDIDATES, most * 2)))) {
      const claim = claims.claimOf(evidence.text);
      const alike = likeness(evidence) * (claims.isFirst(evidence.text) ? 1 : FURTHER_TEXT);
      if (alike <= (best.get(claim)?.alike ?? 0)) continue;
      const score = sureness(alike, mass);
      best.set(claim, {
        claim,
        alike,
        score,
        text: evidence.text,
        shared: evidence.stems.shared,
        evidence: figuresOf(evidence),
      });
    }
    for (const text of same) {
      const claim = claims.claimOf(text);
      best.set(claim, { claim, alike: 1, score: 1, text, shared: mass, evidence: { repeat: 1 } });
    }
    return [...best.values()].sort(
      (left, right) =>
        right.score - left.score ||
        right.alike - left.alike ||
        claims.ageOf(left.claim) - claims.ageOf(right.claim),
    );
  }

  function explain(message: Message, ranked: readonly Ranked[]): Match[] {
    return ranked.map(({ claim, score, text, evidence }) => ({
      claim: claims.idOf(claim),
      score,
      why: sharedWords(message, claim),
      against: findConflicts(message.stems, index.stemsOf(text)),
      evidence,
      text: claims.placeOf(text),
    }));
  }

  /** Whether numbers, places, banks or names differ so that the claim may well be another one made from one template. */
  function contradicts(message: Message, ranked: Ranked): boolean {
    return findConflicts(message.stems, index.stemsOf(ranked.text)).some(
      (conflict) => conflict.kind !== 'name' || ranked.shared < MUCH_SHARED,
    );
  }

  function isSure(message: Message, first: Ranked, second: Ranked | undefined): boolean {
    if (first.score < attachFrom || message.informative < FEWEST_INFORMATIVE) return false;
    if (second !== undefined && second.score >= COMPETING) return false;
    return !contradicts(message, first);
  }

  return {
    set,
    remove,
    has: (id) => claims.find(id) >= 0,
    get size() {
      return claims.size;
    },
    rank(text, top = 10) {
      const message = readMessage(text);
      return explain(message, rankClaims(message, index.repeats(message), top).slice(0, top));
    },
    decide(text) {
      const message = readMessage(text);
      const same = index.repeats(message);
      const ranked = rankClaims(message, same, MATCHES_SHOWN)
        .filter((one) => one.score >= suggestFrom)
        .slice(0, MATCHES_SHOWN);
      const [first, second] = ranked;
      const matches = explain(message, ranked);
      if (first === undefined) return { decision: 'new', matches };
      return { decision: same.length > 0 || isSure(message, first, second) ? 'attach' : 'suggest', matches };
    },
  };
}
