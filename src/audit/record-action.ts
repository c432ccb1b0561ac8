import type { Actor } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { secretsOf } from '../privacy/secret-keys.js';
import type { AuditKind, AuditLine } from './audit.model.js';
import { findEnd, moveHead, type ChainKeys, type Place } from './chain-end.js';
import { chainKey, hashOf, keyNameOf } from './chain.js';

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
  /** The last line that this process wrote: nobody turns the log back behind it unseen. */
  seen?: Place;
}

/** Lines that are written at once: whoever records while others do waits for one write, not for theirs all. */
const mostAtOnce = 100;
/** Longer texts are cut: the log tells what was done, the thing itself holds the rest. Characters. */
const longestText = 2000;

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
      await append(context, queue, batch);
    } catch (error) {
      // Those that were written have been told so; telling them again changes nothing.
      for (const { reject } of batch) reject(error);
    }
  }
  queue.running = false;
}

type Content = Omit<AuditLine, '_id' | 'keyName' | 'previous' | 'hash'>;

async function append(context: Context, queue: Queue, batch: readonly Waiting[]): Promise<void> {
  const keys = keysOf(context);
  let left = batch.map((each) => ({ ...each, content: contentOf(context, each.action) }));
  while (left.length > 0) {
    const end = await findEnd(context, keys, queue.seen);
    let { seq, hash: previous } = end;
    // What was found stands before what is recorded now: it cannot be taken back by what comes after.
    const noted = end.broken ? [contentOf(context, brokenAction(end.broken))] : [];
    if (end.broken) context.log.error(end.broken, 'the audit log is not as Saring left it');
    const lines = [...noted, ...left.map(({ content }) => content)].map((content): AuditLine => {
      seq += 1;
      const line = { ...content, _id: seq, keyName: keys.name, previous };
      previous = hashOf(keys.own, line);
      return { ...line, hash: previous };
    });
    const { written, refused } = await insert(context, lines);
    const last = lines[written - 1];
    if (last) {
      queue.seen = { seq: last._id, hash: last.hash };
      await moveHead(context, keys, queue.seen, end);
    }
    const done = Math.max(0, written - noted.length);
    for (const { resolve } of left.slice(0, done)) resolve();
    // The act was recorded before; a place that another process took is no reason to drop it.
    if (refused === 'key') left[done]?.resolve();
    left = left.slice(refused === 'key' ? done + 1 : done);
  }
}

function keysOf({ config }: Context): ChainKeys {
  const own = chainKey(config.secret);
  const all = secretsOf(config).map((secret) => chainKey(secret));
  return { own, name: keyNameOf(own), all };
}

const brokenAction = (found: object): RecordedAction => ({
  action: 'audit.broken',
  on: { kind: 'audit', id: 'log' },
  after: { ...found },
});

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
