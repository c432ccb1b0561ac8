import type { ClaimTexts } from '../../matching/matcher.js';

/** A claim from a file as the matcher takes it, for ranking and for learning alike. */
export function claimTexts(claim: {
  id: string;
  text: string;
  title?: string | null | undefined;
}): ClaimTexts {
  // One text: a claim's sentence and its headline complete each other, as the measurements show.
  return { id: claim.id, texts: [claim.title ? `${claim.text}\n${claim.title}` : claim.text] };
}
