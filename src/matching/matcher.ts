import {
  contradictable,
  findConflicts,
  readContradictable,
  type Conflict,
  type Contradictable,
} from './conflicts.js';
import { nearness } from './dates.js';
import { decideBy, type Decision, type Judged } from './decision.js';
import { createIntColumn } from './int-column.js';
import { createKnownClaims } from './known-claims.js';
import { likeness } from './likeness.js';
import { readMessage, type Message } from './message.js';
import { probability, shippedModel, type Evidence, type Model } from './model.js';
import { createTextIndex, type TextEvidence } from './text-index.js';

export interface ClaimTexts {
  id: string;
  /** The claim in its own words: the statement first, then the titles of clarifications. */
  texts: readonly string[];
  /** A few messages that made it. A day that they close with says when they were written. */
  messages?: readonly string[];
}

export interface Match {
  claim: string;
  /** 0…1: the probability that the text makes this claim; 1 is the same text after normalising. */
  score: number;
  /** The shared words as the report wrote them, most telling first, at most eight. */
  why: string[];
  /** What speaks against: numbers, places, banks, names that stand for each other and differ. */
  against: Conflict[];
  /** What the score was made of, and what its likeness was made of: named figures, each 0…1. */
  evidence: Record<string, number>;
  /** Which of the claim's texts is most like the message: its place in `texts` followed by `messages`. */
  text: number;
}

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
  /** Weights and thresholds; the shipped ones unless others were learned. */
  model?: Model | undefined;
}

/** A text of a claim that is like the message. */
interface Likest {
  likeness: number;
  found: TextEvidence;
}

/** A claim by those of its own words, and of its messages, that are most like the message. */
interface LikeClaim {
  /** Its number among the known claims. */
  claim: number;
  likeness: number;
  own?: Likest;
  message?: Likest;
}

interface Ranked extends Judged {
  claim: number;
  /** The number of the claim's text that is most like the message. */
  text: number;
  against: Conflict[];
  evidence: Record<string, number>;
}

/** A message as it is judged beside every claim. */
interface Asked {
  message: Message;
  /** Sum of the rarities of its stems, in nats. */
  mass: number;
  crowd: number;
  contradictable: Contradictable;
}

/** Texts weighed in full. Eighty lose nothing on the training sets against three hundred. */
const CANDIDATES = 100;
const MATCHES_SHOWN = 5;
const SHARED_WORDS_SHOWN = 8;
/** A further text of a claim (a title, an earlier report) speaks for it a little less than its statement. */
const FURTHER_TEXT = 0.95;
/** Claims judged by all evidence. */
const JUDGED = 10;
/** The crowd: claims like the message that it hardly makes, being the seventh or eighth most alike. */
const CROWD_FROM = 5;
const CROWD_TO = 12;
/** How like a message is to such claims among ten thousand; a young store has none yet. */
const USUAL_CROWD = 0.1;
/** So many nats of shared evidence, e raised to it, are the most that is told apart: no text says more. */
const MOST_AMOUNT = 6;
/** How alike the crowd is, from the claims most alike first. */
function crowdOf(like: readonly LikeClaim[]): number {
  let sum = 0;
  for (let at = CROWD_FROM; at < CROWD_TO; at += 1) sum += like[at]?.likeness ?? USUAL_CROWD;
  return sum / (CROWD_TO - CROWD_FROM);
}

/** An empty live matcher. Everything is kept in memory; `set` and `remove` take effect at once. */
export function createMatcher(options: MatcherOptions = {}): Matcher {
  const model = options.model ?? shippedModel();
  const index = createTextIndex();
  const claims = createKnownClaims();
  /** By text: the day it closes with, how many stems and words that takes (see Message); whether it is a message. */
  const writtenOn = createIntColumn();
  const closingStems = createIntColumn();
  const closingWords = createIntColumn();
  const isMessage = createIntColumn();

  function remove(id: string): void {
    const claim = claims.find(id);
    if (claim < 0) return;
    for (const text of claims.takeTexts(claim)) index.remove(text);
    claims.remove(claim);
  }

  function set({ id, texts, messages = [] }: ClaimTexts): void {
    const claim = claims.add(id);
    for (const text of claims.takeTexts(claim)) index.remove(text);
    const own: number[] = [];
    for (const [place, text] of [...texts, ...messages].entries()) {
      const message = readMessage(text);
      if (message.words.length === 0 || own.some((known) => index.isRepeat(known, message))) continue;
      const number = index.add(message);
      claims.addText(claim, number, place);
      writtenOn.set(number, message.writtenOn);
      closingStems.set(number, message.closing.stems);
      closingWords.set(number, message.closing.words);
      isMessage.set(number, place < texts.length ? 0 : 1);
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

  /** The claims whose texts are like the message, most alike first. */
  function likeClaims(message: Message, most: number): LikeClaim[] {
    const byClaim = new Map<number, LikeClaim>();
    for (const found of index.weigh(message, index.candidates(message, Math.max(CANDIDATES, most * 2)))) {
      const claim = claims.claimOf(found.text);
      const alike = likeness(found) * (claims.isFirst(found.text) ? 1 : FURTHER_TEXT);
      if (alike === 0) continue;
      const kind = isMessage.get(found.text) === 1 ? 'message' : 'own';
      const known = byClaim.get(claim) ?? { claim, likeness: 0 };
      if (alike > (known[kind]?.likeness ?? 0)) known[kind] = { likeness: alike, found };
      known.likeness = Math.max(known.likeness, alike);
      byClaim.set(claim, known);
    }
    return [...byClaim.values()].sort(
      (left, right) => right.likeness - left.likeness || claims.ageOf(left.claim) - claims.ageOf(right.claim),
    );
  }

  function contradictableOf(text: number): Contradictable {
    const stems = index.stemsOf(text);
    const words = index.wordsOf(text);
    return contradictable(
      stems.slice(0, stems.length - closingStems.get(text)),
      words.slice(0, words.length - closingWords.get(text)),
    );
  }

  function judgeText(asked: Asked, claim: number, { likeness, found }: Likest): Ranked {
    const { message, mass, crowd } = asked;
    const { text, stems, grams } = found;
    const against = findConflicts(asked.contradictable, contradictableOf(text));
    const toMessage = isMessage.get(text) === 1;
    const other = writtenOn.get(text);
    const evidence: Evidence = {
      likeness,
      amount: Math.min(1, Math.log1p(likeness * mass) / MOST_AMOUNT),
      crowd,
      // A day that a claim's own words end with is part of the claim.
      days: toMessage && other > 0 && message.writtenOn > 0 ? nearness(message.writtenOn, other) : 0,
      numbers: against.some(({ kind }) => kind === 'number' || kind === 'date') ? 1 : 0,
    };
    const views = {
      stemsCovered: stems.covered,
      stemsCosine: stems.cosine,
      gramsCovered: grams.covered,
      gramsCosine: grams.cosine,
    };
    return {
      claim,
      likeness,
      score: probability(toMessage ? model.message : model.claim, evidence),
      repeat: false,
      toMessage,
      text,
      against,
      evidence: { ...evidence, ...views },
    };
  }

  /** By the claim's own words and by its messages, whichever is surer. */
  function judge(asked: Asked, { claim, own, message }: LikeClaim): Ranked[] {
    const judged = [own, message].flatMap((likest) => (likest ? [judgeText(asked, claim, likest)] : []));
    return judged.sort((left, right) => right.score - left.score).slice(0, 1);
  }

  function repeatOf(text: number): Ranked {
    const whole = { likeness: 1, score: 1, repeat: true, against: [], evidence: { repeat: 1 } };
    return { ...whole, claim: claims.claimOf(text), text, toMessage: isMessage.get(text) === 1 };
  }

  /** Exact repeats first, then by probability. */
  function rankClaims(message: Message, most: number): Ranked[] {
    const repeated = new Map(index.repeats(message).map((text) => [claims.claimOf(text), repeatOf(text)]));
    const like = likeClaims(message, most).filter(({ claim }) => !repeated.has(claim));
    const asked = {
      message,
      mass: massOf(message),
      crowd: crowdOf(like),
      contradictable: readContradictable(message),
    };
    const judged = like
      .slice(0, Math.max(most, JUDGED))
      .flatMap((claim) => judge(asked, claim))
      .sort((left, right) => right.score - left.score);
    const oldestFirst = [...repeated.values()].sort(
      (left, right) => claims.ageOf(left.claim) - claims.ageOf(right.claim),
    );
    return [...oldestFirst, ...judged].slice(0, most);
  }

  function explain(message: Message, ranked: readonly Ranked[]): Match[] {
    return ranked.map(({ claim, score, text, against, evidence }) => ({
      claim: claims.idOf(claim),
      score,
      why: sharedWords(message, claim),
      against,
      evidence,
      text: claims.placeOf(text),
    }));
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
      return explain(message, rankClaims(message, top));
    },
    decide(text) {
      const message = readMessage(text);
      const ranked = rankClaims(message, MATCHES_SHOWN).filter(({ score }) => score >= model.suggestFrom);
      const { informative } = message;
      return {
        decision: decideBy(model, ranked, { informative, texts: index.size }),
        matches: explain(message, ranked),
      };
    },
  };
}
