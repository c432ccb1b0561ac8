import type { PublicClaim } from '../claims/claim.view.js';
import {
  chooseText,
  compareTexts,
  mindDifferences,
  tellDifferences,
  type Comparison,
  type Difference,
} from '../claims/compare-texts.js';
import type { Claim } from '../claims/claim.model.js';
import { longestExample } from '../claims/choose-examples.js';
import { maskFor, maskReasons, tellableWords } from '../privacy/mask-for.js';
import { tellEvidence, tellWhy } from '../claims/tell-evidence.js';
import type { PublicAnswer } from '../clarifications/answers-of.js';
import { findWords } from '../matching/shared-words.js';
import type { Translate } from '../web/languages.js';
import { publicTexts } from './match-message.js';
import { maskPrivate } from '../privacy/mask-private.js';
import type { MatchEvidence, Report, ReportMatch } from './report.model.js';

/** The claim that a reporter is shown as the report's own, or as perhaps the same. */
export interface ShownClaim {
  claim: PublicClaim;
  clarification?: PublicAnswer;
}

export interface Explained {
  /** As with PublicMatch. */
  why: string[];
  against: Difference[];
}

/**
 * A report with those reasons for its match that whoever has the ticket may be told. What others sent that is private is
 * not confirmed by a word of it, and a guessed number not by a text that is the same.
 *
 * @param claims those that its words may have been found in.
 */
export function tellable(
  report: Report,
  claims: readonly Pick<Claim, 'statement' | 'examples'>[],
  answers: readonly Pick<PublicAnswer, 'title'>[],
): Report {
  const { text, match } = report;
  const own = text.slice(0, longestExample).trim();
  const words = tellableWords(match.words, {
    known: claims.flatMap(({ examples }) => examples.filter((example) => example !== own)),
    open: [...claims.map(({ statement }) => statement), ...answers.map(({ title }) => title)],
  });
  const masked = maskPrivate(text) !== text;
  const gone = (kind: MatchEvidence) =>
    (masked && kind === 'repeat') || (report.erasedAt !== undefined && kind === 'picture');
  // A repeat counts fully; beside it every other score would tell that it is none.
  const score = !masked ? match.score : match.state === 'confirmed' ? 1 : Math.round(match.score * 10) / 10;
  return {
    ...report,
    match: { ...match, words, score, ...(match.by && { by: match.by.filter((kind) => !gone(kind)) }) },
  };
}

/**
 * Why a report belongs to its claim, or may belong to another one, for whoever has the ticket: nothing of what others
 * sent, and nothing that is masked in the report itself.
 *
 * @param shown the claim that the match names, when its reporter may see it.
 */
export function explainMatch(report: Report, shown: ShownClaim | null, t: Translate): Explained {
  if (!shown || report.match.state === 'rejected') return { why: [], against: [] };
  const { text, match } = readable(report, t);
  const beside = chooseText(publicTexts(shown), match)?.text ?? '';
  return {
    why: tellWhy(match, t),
    against: tellDifferences(match.against ?? [], text, beside, { t, shown: true }),
  };
}

export interface TicketComparison {
  /** What is the same besides words: "tautan yang sama". */
  same: string[];
  words: string[];
  /** Sentences without their beginning and end. */
  differences: string[];
  /** Both texts, marked; missing where one has no words. */
  pair?: Comparison;
  byVerifier: boolean;
  /** Something of the report is hidden. */
  masked: boolean;
  /** There is something to compare, and it is short. */
  open: boolean;
}

/** Both texts together fill about one screen of a telephone. */
const shortTexts = 600;

/** The same for the ticket's page, with both texts; undefined where nothing was compared. */
export function compareForReporter(
  report: Report,
  shown: ShownClaim | null,
  t: Translate,
): TicketComparison | undefined {
  if (!shown || report.match.state === 'rejected') return undefined;
  const { text, match } = readable(report, t);
  const same = tellEvidence({ by: match.by?.filter((kind) => kind !== 'words'), words: [] }, t);
  if (same.length === 0 && match.words.length === 0) return undefined;
  const pair =
    match.words.length > 0 ? compareTexts(text, publicTexts(shown), match, { t, shown: true }) : undefined;
  const length = text.length + (pair?.theirs.reduce((sum, run) => sum + run.text.length, 0) ?? 0);
  const unsure = match.state === 'suggested' || (pair?.differences.length ?? 0) > 0;
  return {
    same,
    words: seenWords(match.words, pair),
    differences: mindDifferences(pair?.differences ?? [], shown.clarification !== undefined, t),
    ...(pair && { pair }),
    byVerifier: match.decidedBy === 'verifier',
    masked: text !== report.text,
    open: unsure && length <= shortTexts,
  };
}

/** Those that the claim's text shows; all where it shows none, since then others' reports have them. */
function seenWords(words: readonly string[], pair: Comparison | undefined): string[] {
  const theirs = pair?.theirs.map(({ text }) => text).join('') ?? '';
  const found = findWords(theirs, words);
  const seen = words.filter((_word, at) => found[at] !== undefined);
  return seen.length > 0 ? seen : [...words];
}

/** A ticket gets passed on: what is private is hidden, in the text and among the words. */
function readable(report: Report, t: Translate): { text: string; match: ReportMatch } {
  return { text: maskFor(report.text, t), match: maskReasons(report.match, report.text) };
}
