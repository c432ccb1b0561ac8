import type { Context } from '../context.js';
import { secretsOf } from '../privacy/secret-keys.js';
import type { AuditHead, AuditLine } from './audit.model.js';
import { chainKey, hashOf, keyNameOf, sealOf } from './chain.js';

/** What is wrong with the log, and where. Places are those of lines: 1, 2, 3 … */
export type AuditBreak =
  /** Lines that are gone from the middle; or from the end, which the head still knows. */
  | { kind: 'missing' | 'cut-tail'; from: number; to: number }
  /** A line that is not as it was written. */
  | { kind: 'changed'; from: number; to: number }
  /** A line that was written elsewhere in the log. */
  | { kind: 'reordered'; at: number; belongs: number }
  /** Lines that were written with a SECRET that is neither SECRET nor SECRET_BEFORE: they cannot be judged with this one. */
  | { kind: 'other-secret'; from: number; to: number }
  /** A line that is as it was written, but after another one than the one that stands before it. */
  | { kind: 'unlinked'; at: number }
  /** The head was taken away, changed, or names another line than the one at its place. */
  | { kind: 'head-missing' | 'head-changed' }
  | { kind: 'head-elsewhere'; at: number }
  /** Saring found the log's end broken when it wrote this line; what came after hides it no more. */
  | { kind: 'found-broken'; at: number; found: string }
  /** There is neither line nor head, though somebody works here. */
  | { kind: 'emptied' }
  /** No line has the hash that was kept elsewhere. */
  | { kind: 'head-unknown'; hash: string };

export interface Verification {
  lines: number;
  first: { seq: number; at: Date } | null;
  last: { seq: number; at: Date; hash: string } | null;
  /** Where the head stood when the walk began. */
  head: Pick<AuditHead, 'seq' | 'hash'> | null;
  /** The line that has the hash that was kept elsewhere. */
  kept: number | null;
  breaks: AuditBreak[];
}

/** Lines that fit nowhere are tried in the places of others; with more of both than this, the log is beyond telling. */
const mostTried = 500;

/**
 * Walks the whole log in order and tells everything that is not as it was written. Lines that are added meanwhile do no
 * harm: the head is read first.
 *
 * @param kept the hash of a head that was noted elsewhere: it must still be the hash of a line.
 */
export async function verifyChain(context: Context, kept?: string): Promise<Verification> {
  const { AuditHead, AuditLine } = context.models;
  const key = chainKey(context.config.secret);
  const keys = new Map(
    secretsOf(context.config)
      .map((one) => chainKey(one))
      .map((one) => [keyNameOf(one), one]),
  );
  const head = await AuditHead.findById('head').lean<AuditHead>();
  const found: Verification = {
    lines: 0,
    first: null,
    last: null,
    head: head && { seq: head.seq, hash: head.hash },
    kept: null,
    breaks: [],
  };
  const wrong: AuditLine[] = [];
  const missing: Range[] = [];
  const foreign: number[] = [];
  let before: { seq: number; hash: string; sound: boolean } = { seq: 0, hash: '', sound: true };
  let atHead: string | undefined;
  const lines = AuditLine.find({}).sort({ _id: 1 }).lean<AuditLine[]>().cursor({
    batchSize: 200,
  }) as AsyncIterable<AuditLine>;
  for await (const line of lines) {
    const { _id: seq, at, hash } = line;
    found.lines += 1;
    found.first ??= { seq, at };
    found.last = { seq, at, hash };
    if (seq > before.seq + 1) missing.push({ from: before.seq + 1, to: seq - 1 });
    const sound = hashOf(keys.get(line.keyName) ?? key, line) === hash;
    if (!sound && !keys.has(line.keyName) && isKeyName(line.keyName)) foreign.push(seq);
    else if (!sound) wrong.push(line);
    else if (kept === hash) found.kept = seq;
    if (sound && line.action === 'audit.broken') {
      found.breaks.push({ kind: 'found-broken', at: seq, found: String(line.after?.['found']) });
    }
    // A line after one that is wrong, or missing, says nothing new.
    if (sound && before.sound && seq === before.seq + 1 && line.previous !== before.hash) {
      found.breaks.push({ kind: 'unlinked', at: seq });
    }
    before = { seq, hash, sound };
    if (seq === head?.seq) atHead = hash;
  }
  const belongs = placesOf(keys, wrong, missing);
  for (const range of missing) {
    for (const { from, to } of without(range, belongs)) found.breaks.push({ kind: 'missing', from, to });
  }
  for (const range of rangesOf(foreign)) found.breaks.push({ kind: 'other-secret', ...range });
  for (const range of rangesOf(wrong.map(({ _id }) => _id).filter((seq) => !belongs.has(seq)))) {
    found.breaks.push({ kind: 'changed', ...range });
  }
  for (const [at, place] of belongs) found.breaks.push({ kind: 'reordered', at, belongs: place });
  const allForeign = found.lines > 0 && foreign.length === found.lines;
  found.breaks.push(...headBreaks({ head, keys: [...keys.values()], last: before.seq, atHead, allForeign }));
  if (!head && found.lines === 0 && (await context.models.Person.exists({}))) {
    found.breaks.push({ kind: 'emptied' });
  }
  if (kept !== undefined && found.kept === null) found.breaks.push({ kind: 'head-unknown', hash: kept });
  found.breaks.sort((one, other) => placeOf(one) - placeOf(other));
  return found;
}

interface Range {
  from: number;
  to: number;
}

/** A line that lacks the name of its key was not written by Saring. */
const isKeyName = (name: unknown) => typeof name === 'string' && /^[0-9a-f]{16}$/.test(name);

function headBreaks({
  head,
  keys,
  last,
  atHead,
  allForeign,
}: {
  head: AuditHead | null;
  keys: readonly Buffer[];
  last: number;
  /** The hash of the line at the head's place. */
  atHead: string | undefined;
  allForeign: boolean;
}): AuditBreak[] {
  if (!head) return last > 0 ? [{ kind: 'head-missing' }] : [];
  // With another SECRET the seal says nothing; that is told already.
  if (!keys.some((key) => sealOf(key, head) === head.seal))
    return allForeign ? [] : [{ kind: 'head-changed' }];
  if (head.seq > last) return [{ kind: 'cut-tail', from: last + 1, to: head.seq }];
  return atHead !== undefined && atHead !== head.hash ? [{ kind: 'head-elsewhere', at: head.seq }] : [];
}

/** Where wrong lines were written: in the place of another wrong one, or of one that is missing. By where they stand. */
function placesOf(
  keys: ReadonlyMap<string, Buffer>,
  wrong: readonly AuditLine[],
  missing: readonly Range[],
): Map<number, number> {
  const places = new Map<number, number>();
  const tried = new Set(wrong.slice(0, mostTried).map(({ _id }) => _id));
  for (const { from, to } of missing) {
    for (let seq = from; seq <= to && tried.size < mostTried * 2; seq += 1) tried.add(seq);
  }
  for (const line of wrong.slice(0, mostTried)) {
    const key = keys.get(line.keyName);
    for (const seq of key ? tried : []) {
      if (!key || seq === line._id || hashOf(key, { ...line, _id: seq }) !== line.hash) continue;
      places.set(line._id, seq);
      break;
    }
  }
  return places;
}

/** What is left of a stretch of missing lines when some of them were found in other places. */
function without({ from, to }: Range, belongs: ReadonlyMap<number, number>): Range[] {
  const left: Range[] = [];
  let start = from;
  for (const seq of [...belongs.values()].sort((one, other) => one - other)) {
    if (seq < start || seq > to) continue;
    if (seq > start) left.push({ from: start, to: seq - 1 });
    start = seq + 1;
  }
  if (start <= to) left.push({ from: start, to });
  return left;
}

function rangesOf(places: readonly number[]): Range[] {
  const ranges: Range[] = [];
  for (const seq of places) {
    const last = ranges.at(-1);
    if (last && seq === last.to + 1) last.to = seq;
    else ranges.push({ from: seq, to: seq });
  }
  return ranges;
}

function placeOf(broken: AuditBreak): number {
  if ('from' in broken) return broken.from;
  return 'at' in broken ? broken.at : Infinity;
}
