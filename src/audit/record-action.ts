import type { Actor } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { AuditHead, AuditKind, AuditLine } from './audit.model.js';
import { chainKey, hashOf, keyNameOf, sealOf } from './chain.js';

export interface RecordedAction {
  /** Missing where Saring itself acted. */
  by?: Actor;
  /** `<kind>.<verb>`, with a sentence under `actions` in audit.json. */
  action: string;
  on: { kind: AuditKind; id: string; label?: string };
  /** Ids of other things that it touched: the log can be searched by them, too. */
  also?: readonly string[];
  before?: Record<string, unknown>;
  after?: Record<string, unknown>;
  reason?: string;
  /** Names the act: a second record with it is dropped, so that what may be repeated leaves one line. */
  key?: string;
  /** When it was done, if not now. */
  at?: Date;
}

interface Waiting {
  action: RecordedAction;
  resolve: () => void;
  reject: (error: unknown) => void;
}

interface Queue {
  waiting: Waiting[];
  running: boolean;
}

/** Lines that are written at once: whoever records while others do waits for one write, not for theirs all. */
const mostAtOnce = 100;
/** Longer texts are cut: the log tells what was done, the thing itself holds the rest. Characters. */
const longestText = 2000;

/** Places past this are no places: numbers that can still be counted on. */
const mostLines = 2 ** 52;

/** Lines are chained one after the other: within a process they queue here, between processes their place decides. */
const queues = new WeakMap<Context, Queue>();

/**
 * Adds a line to the audit log. Resolves once it is on disk: whoever shows something private awaits it first.
 * Never give it secrets, contacts or texts of reports.
 */
export function recordAction(context: Context, action: RecordedAction): Promise<void> {
  const queue = queues.get(context) ?? { waiting: [], running: false };
  queues.set(context, queue);
  return new Promise((resolve, reject) => {
    queue.waiting.push({ action, resolve, reject });
    if (!queue.running) void drain(context, queue);
  });
}

async function drain(context: Context, queue: Queue): Promise<void> {
  queue.running = true;
  while (queue.waiting.length > 0) {
    const batch = queue.waiting.splice(0, mostAtOnce);
    try {
      await append(context, batch);
    } catch (error) {
      // Those that were written have been told so; telling them again changes nothing.
      for (const { reject } of batch) reject(error);
    }
  }
  queue.running = false;
}

type Content = Omit<AuditLine, '_id' | 'keyName' | 'previous' | 'hash'>;

async function append(context: Context, batch: readonly Waiting[]): Promise<void> {
  const key = chainKey(context.config.secret);
  const keyName = keyNameOf(key);
  let left = batch.map((each) => ({ ...each, content: contentOf(context, each.action) }));
  while (left.length > 0) {
    let { seq, hash: previous } = await endOf(context, key);
    const lines = left.map(({ content }): AuditLine => {
      seq += 1;
      const line = { ...content, _id: seq, keyName, previous };
      previous = hashOf(key, line);
      return { ...line, hash: previous };
    });
    const { written, refused } = await insert(context, lines);
    const last = lines[written - 1];
    if (last) await moveHead(context, key, last);
    for (const { resolve } of left.slice(0, written)) resolve();
    // The act was recorded before; a place that another process took is no reason to drop it.
    if (refused === 'key') left[written]?.resolve();
    left = left.slice(refused === 'key' ? written + 1 : written);
  }
}

// Exactly what is hashed is stored: nothing that JSON or BSON would change, nothing that Mongoose would leave out.
function contentOf(
  context: Context,
  { also = [], at, before, after, by, on, ...action }: RecordedAction,
): Content {
  const content = { ...action, things: [...new Set([on.id, ...also])], on, before, after };
  const plain = JSON.parse(JSON.stringify(content), (_name, value: unknown) =>
    typeof value === 'string' ? shortened(value.toWellFormed()) : value,
  ) as typeof content;
  return {
    ...plain,
    at: new Date(at ?? context.clock.now()),
    ...(by && { by: { person: by.person, name: by.name } }),
  };
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText).toWellFormed()}…` : text;
}

/**
 * Where the next line goes: after the last one, or after the head where lines were cut from the end. Their places are
 * never taken again, so that they stay missed.
 */
async function endOf(context: Context, key: Buffer): Promise<{ seq: number; hash: string }> {
  const { AuditHead, AuditLine } = context.models;
  const [head, last] = await Promise.all([
    AuditHead.findById('head').lean<AuditHead>(),
    // Whatever else somebody put there is no line.
    AuditLine.findOne({ _id: { $gte: 1, $lte: mostLines } })
      .sort({ _id: -1 })
      .select('hash')
      .lean<Pick<AuditLine, '_id' | 'hash'>>(),
  ]);
  if (!head && !last) await makeHead(context, key);
  if (last && last._id >= (head?.seq ?? 0)) return { seq: Math.floor(last._id), hash: last.hash };
  return { seq: head?.seq ?? 0, hash: head?.hash ?? '' };
}

// Before the first line, and never again: a head that is missing later was taken away.
async function makeHead(context: Context, key: Buffer): Promise<void> {
  const begin = { seq: 0, hash: '' };
  try {
    await context.models.AuditHead.create({ _id: 'head', ...begin, seal: sealOf(key, begin) });
  } catch (error) {
    if ((error as { code?: number }).code !== 11000) throw error;
  }
}

interface BulkError {
  code?: number;
  writeErrors?: { index: number; err?: { keyPattern?: object }; errmsg?: string }[];
}

/** Writes lines in order until one is refused: because its place is taken, or because its act has a line. */
async function insert(
  context: Context,
  lines: AuditLine[],
): Promise<{ written: number; refused?: 'place' | 'key' }> {
  const { AuditLine } = context.models;
  try {
    await AuditLine.collection.insertMany(lines as never[], {
      ordered: true,
      writeConcern: { w: 'majority', journal: true },
    });
    return { written: lines.length };
  } catch (error) {
    const { code, writeErrors } = error as BulkError;
    const written = writeErrors?.[0]?.index;
    if (code !== 11000 || written === undefined) throw error;
    const name = lines[written]?.key;
    const recorded = name !== undefined && (await AuditLine.exists({ key: name }));
    return { written, refused: recorded ? 'key' : 'place' };
  }
}

/** Whoever cuts lines from the end would have to turn this back, too. A slower process must not turn it back. */
async function moveHead(context: Context, key: Buffer, { _id: seq, hash }: AuditLine): Promise<void> {
  try {
    await context.models.AuditHead.updateOne(
      { _id: 'head', seq: { $lt: seq } },
      { $set: { seq, hash, seal: sealOf(key, { seq, hash }) } },
    );
  } catch (error) {
    // The lines stand; the next one moves it.
    context.log.warn({ err: error }, 'the head of the audit log stays behind');
  }
}
