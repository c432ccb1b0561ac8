import type { Types, UpdateQuery } from 'mongoose';
import type { Context } from '../context.js';
import { oweAnswers } from '../notices/owe-answers.js';
import type { MoveKind, Report } from '../reports/report.model.js';
import type { Claim } from './claim.model.js';
import { indexClaim } from './index-claims.js';
import { tallyClaim } from './tally-claim.js';

/** Whether two claims are one was asked, perhaps denied; merging them answers it, and undoing that asks again. */
const notYet = ['suggested', 'rejected'] as const;

/** Most claims that one query names. */
const atOnce = 100;
/** A merge elsewhere may carry reports on while they are being brought back: then they are followed, so many times. */
const attempts = 5;

/**
 * Moves every report of a merged claim to another, with whatever named the first as a match. Each step may be
 * repeated: a process may die between them. Their `home` stays: it is what leads them back.
 */
export async function moveReports(
  context: Context,
  from: Types.ObjectId,
  to: Types.ObjectId,
  by: Types.ObjectId | undefined,
): Promise<void> {
  const { Report } = context.models;
  const at = context.clock.now();
  const move = moveOf('merged', at, from, to);
  await Report.updateMany({ claim: from, home: { $exists: false } }, { $set: { home: from } });
  const unnamed = { 'match.state': { $in: [...notYet] }, 'match.named': { $exists: false } };
  await Report.updateMany({ ...unnamed, 'match.claim': from }, { $set: { 'match.named': from } });
  await Report.updateMany({ ...unnamed, claim: from, 'match.claim': to }, { $set: { 'match.named': to } });
  for (const was of notYet) {
    const settled = {
      'match.claim': to,
      'match.state': 'confirmed' as const,
      'match.decidedBy': 'verifier' as const,
      'match.at': at,
      'match.was': was,
      ...(by && { 'match.person': by }),
      updatedAt: at,
    };
    const asked = { 'match.state': was };
    await Report.updateMany(
      { ...asked, claim: from, 'match.claim': to },
      { $set: { ...settled, claim: to }, ...move },
    );
    await Report.updateMany({ ...asked, claim: to, 'match.claim': from }, { $set: settled });
  }
  await Report.updateMany(
    { claim: from, 'match.claim': from },
    { $set: { claim: to, 'match.claim': to, updatedAt: at }, ...move },
  );
  await Report.updateMany({ claim: from }, { $set: { claim: to, updatedAt: at }, ...move });
  await Report.updateMany(
    { 'match.claim': from, 'match.state': 'suggested' },
    { $set: { 'match.claim': to, updatedAt: at } },
  );
}

/**
 * Brings back to a claim what merges took from it: every report whose home is the claim or one of those merged into
 * it, wherever it is now, and every match that named one of them. Repeatable.
 *
 * @returns the claims that reports left.
 */
export async function bringBack(
  context: Context,
  claim: Types.ObjectId,
  by: Types.ObjectId | undefined,
): Promise<Types.ObjectId[]> {
  const family = await familyOf(context, claim);
  const left = new Map<string, Types.ObjectId>();
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const places = await placesOf(context, family, claim);
    if (places.length === 0) break;
    for (const place of places) {
      left.set(String(place), place);
      for (const homes of batches(family)) {
        await leave(context, { homes, family, from: place, to: claim, by });
      }
    }
  }
  await renameMatches(context, family, claim, by);
  return [...left.values()];
}

/** A claim and all those whose merges lead to it, however long the way. */
export async function familyOf(context: Context, claim: Types.ObjectId): Promise<Types.ObjectId[]> {
  const family = new Map([[String(claim), claim]]);
  let latest = [claim];
  while (latest.length > 0) {
    const found: Types.ObjectId[] = [];
    for (const targets of batches(latest)) {
      const merged = await context.models.Claim.find({ mergedInto: { $in: targets } })
        .select('_id')
        .lean();
      found.push(...merged.map(({ _id }) => _id));
    }
    latest = found.filter((id) => !family.has(String(id)));
    for (const id of latest) family.set(String(id), id);
  }
  return [...family.values()];
}

/**
 * How many reports are at home in a claim or one of those merged into it: what undoing its merge brings back.
 *
 * @param place only those that are in this claim now.
 */
export async function countAtHome(
  context: Context,
  claim: Types.ObjectId,
  place?: Types.ObjectId,
): Promise<number> {
  let count = 0;
  for (const homes of batches(await familyOf(context, claim))) {
    count += await context.models.Report.countDocuments({
      home: { $in: homes },
      ...(place && { claim: place }),
    });
  }
  return count;
}

/** The claims other than `but` in which reports of these homes are. */
async function placesOf(
  context: Context,
  family: readonly Types.ObjectId[],
  but: Types.ObjectId,
): Promise<Types.ObjectId[]> {
  const places = new Map<string, Types.ObjectId>();
  for (const homes of batches(family)) {
    const groups = await context.models.Report.aggregate<{ _id: Types.ObjectId }>([
      { $match: { home: { $in: homes } } },
      { $group: { _id: '$claim' } },
    ]);
    for (const { _id } of groups) places.set(String(_id), _id);
  }
  places.delete(String(but));
  return [...places.values()];
}

interface Leaving {
  homes: Types.ObjectId[];
  family: Types.ObjectId[];
  from: Types.ObjectId;
  to: Types.ObjectId;
  by: Types.ObjectId | undefined;
}

async function leave(context: Context, { homes, family, from, to, by }: Leaving): Promise<void> {
  const { Report } = context.models;
  const at = context.clock.now();
  const here = { home: { $in: homes }, claim: from };
  const move = moveOf('unmerged', at, from, to);
  for (const was of notYet) {
    const { $set, $unset } = askAgain(was, at, by);
    // What names a claim that comes back as well stays answered.
    await Report.updateMany(
      { ...here, 'match.was': was, 'match.named': { $nin: family } },
      { $set: { ...$set, claim: to }, $unset, ...move },
    );
  }
  await Report.updateMany(
    { ...here, 'match.claim': from },
    { $set: { claim: to, 'match.claim': to, updatedAt: at }, ...move },
  );
  await Report.updateMany(here, { $set: { claim: to, updatedAt: at }, ...move });
}

/** Matches of reports that stay elsewhere name the claim again. */
async function renameMatches(
  context: Context,
  family: Types.ObjectId[],
  claim: Types.ObjectId,
  by: Types.ObjectId | undefined,
): Promise<void> {
  const { Report } = context.models;
  const at = context.clock.now();
  for (const named of batches(family)) {
    for (const was of notYet) {
      const { $set, $unset } = askAgain(was, at, by);
      await Report.updateMany(
        { 'match.named': { $in: named }, 'match.was': was, home: { $nin: family } },
        { $set: { ...$set, 'match.claim': claim }, $unset },
      );
    }
    await Report.updateMany(
      { 'match.named': { $in: named }, 'match.state': 'suggested', 'match.claim': { $ne: claim } },
      { $set: { 'match.claim': claim, updatedAt: at } },
    );
  }
}

/** A match as it stood before a merge answered it. Whoever undoes the merge says once more that they are not one. */
function askAgain(was: (typeof notYet)[number], at: Date, by: Types.ObjectId | undefined) {
  const suggested = was === 'suggested';
  return {
    $set: {
      'match.state': was,
      'match.decidedBy': suggested ? ('matcher' as const) : ('verifier' as const),
      'match.at': at,
      ...(!suggested && by && { 'match.person': by }),
      updatedAt: at,
    },
    $unset: { 'match.was': 1 as const, ...(suggested && { 'match.person': 1 as const }) },
  };
}

/** Notes a move in the reports themselves, in the very write that moves them. */
export function moveOf(
  how: MoveKind,
  at: Date,
  from: Types.ObjectId,
  to: Types.ObjectId,
): Pick<UpdateQuery<Report>, '$push'> {
  return { $push: { moves: { at, how, from, to } } };
}

function* batches<T>(all: readonly T[]): Generator<T[]> {
  for (let at = 0; at < all.length; at += atOnce) yield all.slice(at, at + atOnce);
}

/**
 * After reports came to or left claims: counts them, puts them right in the indexes, and owes the answer to every
 * reporter of those that are answered. Repeatable.
 */
export async function settleClaims(context: Context, ids: readonly Types.ObjectId[]): Promise<Claim[]> {
  const settled: Claim[] = [];
  for (const id of ids) {
    const claim = await tallyClaim(context, id);
    if (!claim) continue;
    await indexClaim(context, claim);
    if (claim.status === 'answered') await oweAnswers(context, id);
    settled.push(claim);
  }
  return settled;
}
