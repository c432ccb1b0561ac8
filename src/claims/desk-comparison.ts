import { Types } from 'mongoose';
import type { PublicAnswer } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { maskFor, maskReasons } from '../privacy/mask-for.js';
import type { ReportMatch } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';
import type { Claim } from './claim.model.js';
import { compareTexts, tellDifferences, type ClaimText, type Comparison } from './compare-texts.js';

/** A named figure of the score, in words and as "83%". */
export interface Figure {
  label: string;
  value: string;
}

/** Two texts side by side, as the desk shows them with what the engine made of them. */
export interface DeskComparison {
  /** Missing where one of them has no words: a picture, a link. */
  pair?: Comparison;
  /** In words; also those that the texts shown do not have. */
  differences: string[];
  figures: Figure[];
}

type Compared = Pick<ReportMatch, 'words' | 'against' | 'evidence'>;

/** The texts of a claim for staff, who may read what reporters sent; `compareOnDesk` masks what is private in it. */
export function deskTexts(
  claim: Pick<Claim, 'statement'> & Partial<Pick<Claim, 'examples'>>,
  answer?: Pick<PublicAnswer, 'title'>,
): ClaimText[] {
  return [
    { is: 'statement', text: claim.statement },
    ...(answer ? [{ is: 'title' as const, text: answer.title }] : []),
    ...(claim.examples ?? []).map((text) => ({ is: 'example' as const, text })),
  ];
}

/** A report's text, or a claim's, beside the text of a claim that is most like it. */
export function compareOnDesk(
  text: string,
  texts: readonly ClaimText[],
  match: Compared,
  t: Translate,
): DeskComparison {
  const reasons = maskReasons(
    match,
    text,
    texts.map((other) => other.text),
  );
  const own = maskFor(text, t);
  const others = texts
    .map((other) => ({ ...other, text: maskFor(other.text, t) }))
    .filter((other) => other.is !== 'example' || !own.startsWith(other.text));
  const pair = reasons.words.length > 0 ? compareTexts(own, others, reasons, { t, shown: false }) : undefined;
  const differences =
    pair?.differences ?? tellDifferences(reasons.against ?? [], own, '', { t, shown: false });
  return {
    ...(pair && { pair }),
    differences: differences.map(({ what }) => what),
    figures: Object.entries(match.evidence ?? {}).map(([name, value]) => ({
      label: labelOf(name, t),
      value: `${Math.round(value * 100)}%`,
    })),
  };
}

/** The engine names its figures; one that has no label yet goes by that name. */
function labelOf(name: string, t: Translate): string {
  const key = `evidence.figures.names.${name}`;
  const label = t(key);
  return label === key ? name : label;
}

/** What reporters of some claims sent, by the claims' ids. */
export async function examplesOf(context: Context, ids: readonly string[]): Promise<Map<string, string[]>> {
  if (ids.length === 0) return new Map();
  const found = await context.models.Claim.find(
    { _id: { $in: [...new Set(ids)].map((id) => new Types.ObjectId(id)) } },
    { examples: 1 },
  ).lean<Pick<Claim, '_id' | 'examples'>[]>();
  return new Map(found.map(({ _id, examples }) => [String(_id), examples]));
}
