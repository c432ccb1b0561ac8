import type { MatchEvidence, ReportMatch } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';

/** What a report and a claim have in common, each in words: "tautan yang sama", "kata yang sama". */
export function tellEvidence({ by, words }: Pick<ReportMatch, 'by' | 'words'>, t: Translate): string[] {
  // Older reports tell only the words.
  const kinds: readonly MatchEvidence[] = by?.length || words.length === 0 ? (by ?? []) : ['words'];
  return kinds.map((kind) => t(`reports.evidence.${kind}`));
}
