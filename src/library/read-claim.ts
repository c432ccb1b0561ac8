import type { Claim } from '../claims/claim.model.js';
import { isListed, publicClaim, type PublicClaim } from '../claims/claim.view.js';
import { followMerges } from '../claims/find-claim.js';
import { answersOf, type PublicAnswer } from '../clarifications/answers-of.js';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';

/** What an address of a claim leads to. */
export type ClaimPage =
  /** Its reports went over to another claim. */
  | { kind: 'moved'; slug: string }
  | { kind: 'answered'; answer: PublicAnswer }
  | {
      kind: 'open';
      claim: PublicClaim;
      channels: string[];
      regions: string[];
      setAside: { reason: string } | null;
      /** May search engines list it? */
      listed: boolean;
    };

/** A claim by its address. Notes and who works on it stay on the desk. @throws AppError `not_found`. */
export async function readClaim(context: Context, slug: string): Promise<ClaimPage> {
  const found = await context.models.Claim.findOne({ slug }).lean<Claim>();
  if (!found) throw notFound();
  const claim = await followMerges(context, found);
  if (!claim) throw notFound();
  if (claim.slug !== slug) return { kind: 'moved', slug: claim.slug };
  const answer = (await answersOf(context, [claim._id])).get(String(claim._id));
  if (answer) return { kind: 'answered', answer };
  return {
    kind: 'open',
    claim: publicClaim(claim),
    channels: claim.channels,
    regions: claim.regions,
    setAside: claim.status === 'set-aside' && claim.setAside ? { reason: claim.setAside.reason } : null,
    listed: isListed(claim),
  };
}
