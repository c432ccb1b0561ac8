import type { Conflict } from '../matching/conflicts.js';
import { findWords, likestText, markShared, sharedWords, type TextRun } from '../matching/shared-words.js';
import { mask } from '../privacy/mask-private.js';
import type { ReportMatch } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';

/** A text of a claim: its statement, the title of the clarification that answers it, or what one of its reporters sent. */
export interface ClaimText {
  is: 'statement' | 'title' | 'example';
  text: string;
}

/** Why two texts may be one claim, and why not. */
export type Reasons = Pick<ReportMatch, 'words' | 'against'>;

/** Words that stand for each other in two texts and differ, as the texts write them. */
export interface Difference extends Conflict {
  /** In words: "angka berbeda: 9,7 dan 7,2". */
  what: string;
}

export interface Comparison {
  /** The report's text, marked. */
  ours: TextRun[];
  /** The claim's text that is most like it, marked. */
  theirs: TextRun[];
  /** Which of the claim's texts that is. */
  is: ClaimText['is'];
  differences: Difference[];
}

/** The claim's text to show beside a report. */
export function chooseText(
  texts: readonly ClaimText[],
  { words, against = [] }: Reasons,
): ClaimText | undefined {
  return likestText(texts, [...words, ...against.map(({ claim }) => claim)]);
}

/**
 * What speaks against two texts being one claim, each once. With `shown`, only what can be seen in both: a word of
 * the claim may come from what another reporter sent, and that is nobody else's to read.
 */
export function tellDifferences(
  against: readonly Conflict[],
  report: string,
  claim: string,
  asked: { t: Translate; shown: boolean },
): Difference[] {
  const { t, shown } = asked;
  const ours = findWords(
    report,
    against.map((conflict) => conflict.report),
  );
  const theirs = findWords(
    claim,
    against.map((conflict) => conflict.claim),
  );
  const told = new Map<string, Difference>();
  for (const [at, conflict] of against.entries()) {
    if (shown && (ours[at] === undefined || theirs[at] === undefined)) continue;
    const words = { report: ours[at] ?? conflict.report, claim: theirs[at] ?? conflict.claim };
    // What is private says nothing when it is masked: "600.000 and •••" are no two numbers that one could compare.
    if (words.report.includes(mask) || words.claim.includes(mask)) continue;
    // The engine may see one difference in two ways; the first is the one it knows most about.
    const key = `${words.report} ${words.claim}`.toLowerCase();
    if (told.has(key)) continue;
    const what = t('evidence.differs', { what: t(`evidence.kinds.${conflict.kind}`), ...words });
    told.set(key, { kind: conflict.kind, ...words, what });
  }
  return [...told.values()];
}

/**
 * The same to the reporter, as sentences without their beginning and end. Other words in the same place may be only
 * another way of telling: they are marked in the texts, and nobody is warned of them.
 *
 * @param checked whether the claim is answered.
 */
export function mindDifferences(
  differences: readonly Difference[],
  checked: boolean,
  t: Translate,
): string[] {
  return differences
    .filter(({ kind }) => kind !== 'name')
    .map(({ kind, report, claim }) =>
      t(checked ? 'evidence.mindChecked' : 'evidence.mindReported', {
        what: t(`evidence.kinds.${kind}`),
        report,
        claim,
      }),
    );
}

/** A report's text beside the claim's text that is most like it; undefined where one of them has no words. */
export function compareTexts(
  report: string,
  texts: readonly ClaimText[],
  reasons: Reasons,
  asked: { t: Translate; shown: boolean },
): Comparison | undefined {
  const chosen = chooseText(texts, reasons);
  if (!chosen || report.trim() === '') return undefined;
  const differences = tellDifferences(reasons.against ?? [], report, chosen.text, asked);
  // The reasons name the most telling words, of which some may stand in other texts of the claim.
  const words = sharedWords(report, chosen.text);
  return {
    ours: markShared(
      report,
      words,
      differences.map((difference) => difference.report),
    ),
    theirs: markShared(
      chosen.text,
      words,
      differences.map((difference) => difference.claim),
    ),
    is: chosen.is,
    differences,
  };
}
