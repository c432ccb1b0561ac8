import type { FieldProblem } from '../errors.js';
import type { Clarification } from './clarification.model.js';

type Parts = Pick<Clarification, 'title' | 'summary' | 'body'> & {
  verdict?: string;
  sources: readonly unknown[];
  claims: readonly unknown[];
};

/** What an article still lacks before others may review or read it: a reason for each field. */
export function missingParts(article: Parts): Record<string, FieldProblem> {
  const missing: Record<string, FieldProblem> = {};
  for (const field of ['title', 'summary', 'verdict', 'body'] as const) {
    if (!article[field]?.trim()) missing[field] = { reason: 'required' };
  }
  if (article.sources.length === 0) missing['sources'] = { reason: 'source_needed' };
  if (article.claims.length === 0) missing['claims'] = { reason: 'claim_needed' };
  return missing;
}
