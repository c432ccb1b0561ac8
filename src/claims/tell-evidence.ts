import type { MatchEvidence, ReportMatch } from '../reports/report.model.js';
import type { Translate } from '../web/languages.js';

/** What a report and a claim have in common, each in words: "tautan yang sama", "kata yang sama". */
export function tellEvidence({ by, words }: Pick<ReportMatch, 'by' | 'words'>, t: Translate): string[] {
  // Older reports tell only the words.
  const kinds: readonly MatchEvidence[] = by?.length || words.length === 0 ? (by ?? []) : ['words'];
  return kinds.map((kind) => t(`reports.evidence.${kind}`));
}

/** Why they may be one claim: what else is the same (the whole text, a link), then the shared words. */
export function tellWhy({ by, words }: Pick<ReportMatch, 'by' | 'words'>, t: Translate): string[] {
  return [...tellEvidence({ by: by?.filter((kind) => kind !== 'words'), words: [] }, t), ...words];
}
