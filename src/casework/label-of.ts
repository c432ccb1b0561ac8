import type { Claim } from '../claims/claim.model.js';

/**
 * What a claim is called outside of its page: in the audit log, and in letters. Until a person words it, its
 * statement is the beginning of somebody's report, and that stays on the desk.
 */
export function labelOf({ statement, worded }: Pick<Claim, 'statement' | 'worded'>): { label?: string } {
  return worded ? { label: statement } : {};
}
