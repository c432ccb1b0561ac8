import { Types } from 'mongoose';
import type { Context } from '../../context.js';
import { samePictureBits } from '../../media/picture-index.js';
import type { Claim } from '../claim.model.js';

/** Another claim whose reports carry the same picture or link. */
export interface ClaimElsewhere {
  id: string;
  statement: string;
  status: Claim['status'];
  verdict?: Claim['verdict'];
}

export interface Elsewhere {
  /** By the hash of the picture that was asked about. */
  pictures: Map<string, ClaimElsewhere[]>;
  /** By the link, written one way. */
  links: Map<string, ClaimElsewhere[]>;
}

/** Conditions of one query, and reports that one reads: what is passed on further than that is seen anyway. */
const mostHashes = 200;
const mostReports = 500;
/** Pictures that look like one of these; more are the same picture a hundred times over. */
const mostLike = 12;
/** Other claims that are named for one picture or link. */
const mostNamed = 5;

/**
 * The other claims in which the same pictures (at most 10 bits apart) and links are, in two rounds to the store however
 * many are asked about. The claim's own reports are never read: they lie between the two ranges that are.
 */
export async function claimsElsewhere(
  context: Context,
  own: Types.ObjectId,
  asked: { pictures: readonly string[]; links: readonly string[] },
): Promise<Elsewhere> {
  const like = new Map(
    asked.pictures.map((hash) => [
      hash,
      [hash, ...context.pictures.hashesNear(hash, samePictureBits, mostLike)],
    ]),
  );
  const hashes = [...new Set([...like.values()].flat())].slice(0, mostHashes);
  const [byHash, byLink] = await Promise.all([
    claimsBy(context, own, 'pictures.perceptualHash', hashes),
    claimsBy(context, own, 'links', asked.links.slice(0, mostHashes)),
  ]);
  const named = await nameClaims(context, [...byHash.values(), ...byLink.values()]);
  const tell = (ids: Iterable<string>) =>
    [...new Set(ids)].flatMap((id) => named.get(id) ?? []).slice(0, mostNamed);
  return {
    pictures: new Map(
      [...like].map(([hash, alike]) => [
        hash,
        tell(alike.flatMap((other) => [...(byHash.get(other) ?? [])])),
      ]),
    ),
    links: new Map(asked.links.map((link) => [link, tell(byLink.get(link) ?? [])])),
  };
}

/** Which other claims have reports with one of these values, by the value. */
async function claimsBy(
  context: Context,
  own: Types.ObjectId,
  field: 'pictures.perceptualHash' | 'links',
  values: readonly string[],
): Promise<Map<string, Set<string>>> {
  const found = new Map<string, Set<string>>();
  if (values.length === 0) return found;
  const wanted = new Set(values);
  const runs = await Promise.all(
    [{ $lt: own }, { $gt: own }].map((claim) =>
      context.models.Report.aggregate<{ _id: { claim: Types.ObjectId; values: string[] } }>([
        { $match: { [field]: { $in: [...values] }, claim } },
        { $limit: mostReports },
        { $group: { _id: { claim: '$claim', values: `$${field}` } } },
      ]),
    ),
  );
  for (const { _id } of runs.flat()) {
    for (const value of _id.values) {
      if (!wanted.has(value)) continue;
      const claims = found.get(value) ?? new Set<string>();
      found.set(value, claims.add(String(_id.claim)));
    }
  }
  return found;
}

async function nameClaims(
  context: Context,
  groups: readonly ReadonlySet<string>[],
): Promise<Map<string, ClaimElsewhere>> {
  const ids = [...new Set(groups.flatMap((group) => [...group]))].slice(0, mostHashes);
  if (ids.length === 0) return new Map();
  const claims = await context.models.Claim.find(
    { _id: { $in: ids.map((id) => new Types.ObjectId(id)) } },
    { statement: 1, status: 1, verdict: 1 },
  ).lean<Pick<Claim, '_id' | 'statement' | 'status' | 'verdict'>[]>();
  return new Map(
    claims.map(({ _id, statement, status, verdict }) => [
      String(_id),
      { id: String(_id), statement, status, ...(verdict && { verdict }) },
    ]),
  );
}
