// Learns a model from labelled reports: which of two sides are one claim, and from where on people can trust it.
import { createHash } from 'node:crypto';
import { goldGroups } from './gold-groups.js';
import { createGrouper } from './grouper.js';
import { fitRegression, type Example } from './logistic-regression.js';
import { createMatcher, type ClaimTexts, type Decided, type Match, type Matcher } from './matcher.js';
import { bCubed, type GroupedReport } from './measures.js';
import { evidenceNames, shippedModel, type Evidence, type Model, type Weights } from './model.js';

/** Claims, and reports with the ids of the claims that they make. */
export interface TrainingSet {
  claims: readonly ClaimTexts[];
  reports: readonly { id: string; text: string; claims: readonly string[] }[];
}

/** What a person decided on a message and a claim: its statement first, then further texts of it. */
export interface LabelledPair {
  report: string;
  claim: readonly string[];
  same: boolean;
}

export interface Learned {
  model: Model;
  /** Pairs of a message and a claim, and of two messages, that the weights were learned from. */
  examples: { claim: number; message: number };
}

/** Told while learning, which takes a minute for some thousand reports: what is being done. */
export type TellStep = (step: 'claims' | 'messages' | 'attaching' | 'grouping') => void;

/** Of a hundred attached, one may be wrong. */
const WRONG_OF_ATTACHED = 0.01;
/** Whatever the labels say: people are not told that something is the same below this. */
const LEAST_TO_ATTACH = 0.85;
/** A verifier is asked where there is at least one chance in four. */
const SUGGEST_FROM = 0.25;
const JOIN_FROM = [0.2, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6];
/** A stream comes in any order: each threshold is tried on these. */
const ORDERS = 2;
const NEIGHBOURS = 25;
/** Weights are drawn to nought by so many examples, only so that they stay finite. */
const WEAK = 0.01;
/** A verifier's few hundred decisions correct the shipped weights; they do not replace them. */
const FAITHFUL = 2;
const FEWEST_PAIRS = 20;
/** Fewer examples than this only correct the shipped weights, too: a regression of a dozen says nonsense. */
const MANY = 500;

interface Examples {
  claim: Example[];
  message: Example[];
}

/**
 * Learns weights and thresholds from labelled reports. The same sets give the same model to the digit.
 * @throws RangeError when there are too few reports to learn from.
 */
export function trainModel(sets: readonly TrainingSet[], tell: TellStep = () => undefined): Learned {
  const examples: Examples = { claim: [], message: [] };
  tell('claims');
  for (const { claims, reports } of sets) {
    const matcher = matcherOf(claims);
    for (const { text, claims: right } of reports) {
      const likest = likestOf(matcher.rank(text));
      // What is to be told is whether the likest claim is the right one: the others teach only that most are wrong.
      if (likest) examples.claim.push(exampleOf(likest, right.includes(likest.claim)));
    }
  }
  tell('messages');
  const streams = sets.flatMap((set) => streamOf(set) ?? []);
  for (const stream of streams) examples.message.push(...messageExamples(stream));

  const shipped = shippedModel();
  if (!isEnough(examples.claim)) {
    throw new RangeError(
      `There is too little to learn from: it takes ${FEWEST_PAIRS} reports that are most like a claim that they make, and ${FEWEST_PAIRS} that are not.`,
    );
  }
  const model: Model = {
    claim: learnWeights(examples.claim, correctedBy(examples.claim, shipped.claim)),
    // Sets in which hardly two reports make one claim say nothing about two messages.
    message: isEnough(examples.message)
      ? learnWeights(examples.message, correctedBy(examples.message, shipped.message))
      : shipped.message,
    attachFrom: { claim: 1, message: 1 },
    suggestFrom: SUGGEST_FROM,
    joinFrom: shipped.joinFrom,
  };
  tell('attaching');
  const attaching = { ...model, attachFrom: { claim: 0, message: 0 }, suggestFrom: 0 };
  model.attachFrom.claim = highest(sets.map((set) => safeFrom(attachedToClaims(set, attaching))));
  model.attachFrom.message =
    streams.length > 0
      ? highest(streams.map((stream) => safeFrom(attachedToMessages(stream, attaching))))
      : shipped.attachFrom.message;
  tell('grouping');
  if (streams.length > 0) model.joinFrom = joinFrom(streams, model);
  return { model, examples: { claim: examples.claim.length, message: examples.message.length } };
}

/**
 * Corrects the shipped weights by what people decided. Thresholds stay: they are probabilities, and the weights are
 * what makes these true.
 * @throws RangeError when there are too few decisions of either kind.
 */
export function adjustModel(pairs: readonly LabelledPair[], base: Model = shippedModel()): Learned {
  const matcher = createMatcher({ model: base });
  const ids = new Map<string, string>();
  for (const { claim } of pairs) {
    const key = JSON.stringify(claim);
    if (ids.has(key)) continue;
    ids.set(key, String(ids.size));
    matcher.set({ id: ids.get(key) ?? '', texts: claim.slice(0, 1), messages: claim.slice(1) });
  }
  const examples: Examples = { claim: [], message: [] };
  for (const { report, claim, same } of pairs) {
    const id = ids.get(JSON.stringify(claim));
    const match = matcher.rank(report, NEIGHBOURS).find((found) => found.claim === id);
    // A pair without a shared word, or with every word shared, has no evidence to weigh.
    if (match && isJudged(match))
      examples[match.text === 0 ? 'claim' : 'message'].push(exampleOf(match, same));
  }
  const model: Model = { ...base };
  let learned = 0;
  for (const kind of ['claim', 'message'] as const) {
    if (!isEnough(examples[kind])) continue;
    model[kind] = learnWeights(examples[kind], base[kind]);
    learned += examples[kind].length;
  }
  if (learned === 0) {
    throw new RangeError(
      `There is too little to learn from: it takes ${FEWEST_PAIRS} confirmed and ${FEWEST_PAIRS} rejected matches.`,
    );
  }
  return { model, examples: { claim: examples.claim.length, message: examples.message.length } };
}

function matcherOf(claims: readonly ClaimTexts[], model?: Model): Matcher {
  const matcher = createMatcher({ model });
  for (const claim of claims) matcher.set(claim);
  return matcher;
}

function isEnough(examples: readonly Example[]): boolean {
  const holding = examples.filter(({ holds }) => holds).length;
  return Math.min(holding, examples.length - holding) >= FEWEST_PAIRS;
}

function isJudged({ evidence }: Match): boolean {
  return evidenceNames.every((name) => name in evidence);
}

function exampleOf({ evidence }: Match, holds: boolean): Example {
  return { features: evidenceNames.map((name) => (evidence as Evidence)[name]), holds };
}

/** By likeness alone, whatever weights the matcher has. */
function likestOf(matches: readonly Match[]): Match | undefined {
  const judged = matches.filter(isJudged);
  return judged.toSorted(
    (left, right) => (right.evidence['likeness'] ?? 0) - (left.evidence['likeness'] ?? 0),
  )[0];
}

/** Every report beside the reports most like it. */
function messageExamples({ reports, golds }: Stream): Example[] {
  const matcher = matcherOf(reports.map(asClaim));
  return reports.flatMap(({ id, text }) =>
    matcher
      .rank(text, NEIGHBOURS)
      .filter((match) => match.claim !== id && isJudged(match))
      .map((match) => exampleOf(match, golds.get(match.claim) === golds.get(id))),
  );
}

/** A report as a claim of which nothing is known but this message. */
function asClaim({ id, text }: TrainingSet['reports'][number]): ClaimTexts {
  return { id, texts: [], messages: [text] };
}

/** What a few examples correct; many speak for themselves. */
function correctedBy(examples: readonly Example[], shipped: Weights): Weights | undefined {
  return examples.length < MANY ? shipped : undefined;
}

function learnWeights(examples: readonly Example[], prior: Weights | undefined): Weights {
  const given = prior && { intercept: prior.intercept, weights: evidenceNames.map((name) => prior[name]) };
  const { intercept, weights } = fitRegression(examples, {
    strength: given ? FAITHFUL : WEAK,
    ...(given && { prior: given }),
  });
  const named = Object.fromEntries(evidenceNames.map((name, at) => [name, rounded(weights[at] ?? 0)]));
  return { intercept: rounded(intercept), ...(named as Evidence) };
}

/** Three digits say all that some thousand examples can tell. */
function rounded(weight: number): number {
  return Number(weight.toFixed(3));
}

interface Attached {
  score: number;
  right: boolean;
}

/** What a model that attaches at any probability attaches to claims. */
function attachedToClaims({ claims, reports }: TrainingSet, model: Model): Attached[] {
  const matcher = matcherOf(claims, model);
  return reports.flatMap(({ text, claims: right }) =>
    attached(matcher.decide(text), (id) => right.includes(id)),
  );
}

/** Likewise to the other reports, each taken as a claim. */
function attachedToMessages({ reports, golds }: Stream, model: Model): Attached[] {
  const matcher = matcherOf(reports.map(asClaim), model);
  return reports.flatMap((report) => {
    matcher.remove(report.id);
    const decided = matcher.decide(report.text);
    matcher.set(asClaim(report));
    return attached(decided, (other) => golds.get(other) === golds.get(report.id));
  });
}

function attached({ decision, matches: [first] }: Decided, isRight: (claim: string) => boolean): Attached[] {
  return decision === 'attach' && first && isJudged(first)
    ? [{ score: first.score, right: isRight(first.claim) }]
    : [];
}

/** The lowest probability from which on no more than WRONG_OF_ATTACHED of what would be attached is wrong. */
function safeFrom(attached: readonly Attached[]): number {
  let lowest = 1;
  let wrong = 0;
  attached
    .toSorted((left, right) => right.score - left.score)
    .forEach(({ score, right }, at) => {
      if (!right) wrong += 1;
      if (wrong / (at + 1) <= WRONG_OF_ATTACHED) lowest = score;
    });
  return Math.ceil(lowest * 100) / 100;
}

function highest(thresholds: readonly number[]): number {
  return Math.max(LEAST_TO_ATTACH, ...thresholds);
}

/** The reports of a set in which some claim has two, each with its right group. */
interface Stream {
  reports: TrainingSet['reports'];
  golds: ReadonlyMap<string, string>;
  /** How many reports are of a group. */
  counts: ReadonlyMap<string, number>;
}

/** Undefined for a set in which no two reports belong together: it says nothing of two messages. */
function streamOf({ reports }: TrainingSet): Stream | undefined {
  const golds = goldGroups(reports);
  const counts = new Map<string, number>();
  for (const gold of golds.values()) counts.set(gold, (counts.get(gold) ?? 0) + 1);
  return counts.size < reports.length ? { reports, golds, counts } : undefined;
}

/** The threshold with the best B-cubed F1, of all reports and of those that have a sibling together. */
function joinFrom(streams: readonly Stream[], model: Model): number {
  let best = { from: model.joinFrom, quality: -1 };
  for (const from of JOIN_FROM) {
    let quality = 0;
    for (const stream of streams) {
      for (let order = 0; order < ORDERS; order += 1) {
        const grouped = group(stream, { order, model, joinFrom: from });
        quality += bCubed(grouped).f1;
        quality += bCubed(grouped, ({ gold }) => (stream.counts.get(gold) ?? 0) > 1).f1;
      }
    }
    if (quality > best.quality) best = { from, quality };
  }
  return best.from;
}

function group(
  { reports, golds }: Stream,
  by: { order: number; model: Model; joinFrom: number },
): GroupedReport[] {
  const grouper = createGrouper(by);
  // An order that looks random and is the same everywhere.
  const key = (id: string): string => createHash('sha256').update(`${by.order} ${id}`).digest('hex');
  const shuffled = reports
    .map((report) => ({ report, key: key(report.id) }))
    .sort((left, right) => (left.key < right.key ? -1 : 1));
  const placed = shuffled.map(({ report }) => ({
    number: grouper.place(report.text),
    gold: golds.get(report.id) ?? '',
  }));
  return placed.map(({ number, gold }) => ({ group: String(grouper.groupOf(number)), gold }));
}
