import type { Context } from '../context.js';
import { keepPosition } from '../jobs/keep-position.js';
import type { AuditHead, AuditLine } from './audit.model.js';
import { chainKey, keyNameOf, sealOf } from './chain.js';
import { isDuplicate } from '../store/duplicate.js';

/** Places past this are no places: numbers that can still be counted on. */
const mostLines = 2 ** 52;

/** A line's place and its hash; 0 and '' before the first. */
export interface Place {
  seq: number;
  hash: string;
}

export interface ChainKeys {
  /** Of SECRET: new lines are written with it. */
  own: Buffer;
  /** Its name. */
  name: string;
  /** Of SECRET and SECRET_BEFORE. */
  all: readonly Buffer[];
}

/**
 * head-missing, head-changed: the head was taken away, or its seal does not fit · emptied: there is neither head nor line
 * though somebody works here · turned-back: the log ends before a line that this process wrote
 */
export const foundBroken = ['head-missing', 'head-changed', 'emptied', 'turned-back'] as const;

/** What was found in place of the end that Saring left. */
export interface BrokenEnd {
  found: (typeof foundBroken)[number];
  /** The place that the head names; null without one. */
  head: number | null;
  /** The place of the last line that is there. */
  last: number;
  /** The place of the last line that this process wrote; null before its first. */
  expected: number | null;
}

export interface ChainEnd extends Place {
  broken?: BrokenEnd;
  /** The head as it was read; null without one. */
  head: AuditHead | null;
}

/**
 * Where the next line goes: after the last one, or after the head where lines were cut from the end. Their places are
 * never taken again, so that they stay missed. A head whose seal does not fit is nobody's word.
 *
 * @param seen the last line that this process wrote.
 */
export async function findEnd(context: Context, keys: ChainKeys, seen: Place | undefined): Promise<ChainEnd> {
  const { AuditHead, AuditLine } = context.models;
  // The line first: where one is, the head was made before it. Whatever else somebody put there is no line.
  const last = await AuditLine.findOne({ _id: { $gte: 1, $lte: mostLines } })
    .sort({ _id: -1 })
    .select('hash keyName')
    .lean<Pick<AuditLine, '_id' | 'hash' | 'keyName'>>();
  const head = await AuditHead.findById('head').lean<AuditHead>();
  const end = { seq: Math.floor(last?._id ?? 0), hash: last?.hash ?? '' };
  const sealed = head !== null && keys.all.some((key) => sealOf(key, head) === head.seal);
  // Lines and head of another SECRET cannot be judged with this one; judging the log tells of them.
  const foreign = last !== null && head !== null && !keys.all.some((key) => keyNameOf(key) === last.keyName);
  const places = [end, ...(head && (sealed || foreign) ? [head] : []), ...(seen ? [seen] : [])];
  // The first of those that are as far: what stands there goes before what was said of it.
  const { seq, hash } = places.reduce((far, place) => (place.seq > far.seq ? place : far));
  const found = await breakOf();
  return {
    seq,
    hash,
    head,
    ...(found && { broken: { found, head: head?.seq ?? null, last: end.seq, expected: seen?.seq ?? null } }),
  };

  async function breakOf(): Promise<BrokenEnd['found'] | undefined> {
    // A head that still names the line says by itself that it is missing.
    if (seen && seen.seq > end.seq && !(sealed && head.seq >= seen.seq)) return 'turned-back';
    if (sealed || foreign) return undefined;
    if (head) return 'head-changed';
    if (last) return 'head-missing';
    return (await beginLog(context, keys.own)) ? undefined : 'emptied';
  }
}

/**
 * Makes the head of a log that has nothing yet, before the first person is made and before the first line; never again:
 * a head that is missing later was taken away.
 *
 * @returns whether there is a head now.
 */
export async function beginLog(context: Context, key: Buffer): Promise<boolean> {
  const { AuditHead, AuditLine, Person } = context.models;
  // Whoever is here, or made a line, made the head before: so that is asked for last.
  const [line, person] = await Promise.all([AuditLine.exists({}), Person.exists({})]);
  if (await AuditHead.exists({ _id: 'head' })) return true;
  if (line || person) return false;
  await makeHead(context, key, { seq: 0, hash: '' });
  return true;
}

/** Says in the store that it has had a log: see `startLog`. */
const begun = 'audit-log-begun';

/**
 * Begins the log of a store that comes from before there was one, where people work already. Once: a store that had a
 * log and has none any more was emptied. Called when the store is prepared; repeatable.
 */
export async function startLog(context: Context): Promise<void> {
  const { AuditHead, AuditLine, Position } = context.models;
  if (await Position.exists({ _id: begun })) return;
  const isThere = (await AuditLine.exists({})) ?? (await AuditHead.exists({ _id: 'head' }));
  if (!isThere) await makeHead(context, chainKey(context.config.secret), { seq: 0, hash: '' });
  await keepPosition(context, begun, context.clock.now());
}

/** @returns whether it is this one: another process may have made it in the same moment. */
async function makeHead(context: Context, key: Buffer, place: Place): Promise<boolean> {
  try {
    await context.models.AuditHead.create({ _id: 'head', ...place, seal: sealOf(key, place) });
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return false;
  }
}

/**
 * Whoever cuts lines from the end would have to turn this back, too. A slower process must not turn it back.
 *
 * @param end where the line was added; what was wrong with its head stands in the log by now, so it is replaced.
 */
export async function moveHead(
  context: Context,
  { own }: ChainKeys,
  { seq, hash }: Place,
  { broken, head }: ChainEnd,
): Promise<void> {
  const { AuditHead } = context.models;
  try {
    if (broken && !head && (await makeHead(context, own, { seq, hash }))) return;
    const replaced = broken?.found === 'head-changed' || (broken && head && head.seq >= seq);
    await AuditHead.updateOne(
      replaced && head ? { _id: 'head', seal: head.seal ?? null } : { _id: 'head', seq: { $lt: seq } },
      { $set: { seq, hash, seal: sealOf(own, { seq, hash }) } },
    );
  } catch (error) {
    // The lines stand; the next one moves it.
    context.log.warn({ err: error }, 'the head of the audit log stays behind');
  }
}
