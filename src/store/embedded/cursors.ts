import { randomBytes } from 'node:crypto';
import { commandError } from './command-error.js';
import { cursorReply } from './raw.js';

/** Results that a client fetches batch by batch. */
export interface Cursors {
  /** The first batch; the cursor stays only when there is more. */
  open(ns: string, source: AsyncGenerator<Buffer[]>, batchSize: number, keep: boolean): Promise<Buffer>;
  next(id: bigint, ns: string, batchSize: number): Promise<Buffer>;
  kill(ids: bigint[]): Promise<{ killed: bigint[]; missing: bigint[] }>;
  closeAll(): Promise<void>;
}

interface Cursor {
  ns: string;
  source: AsyncGenerator<Buffer[]>;
  waiting: Buffer[];
  finished: boolean;
  timer?: NodeJS.Timeout;
}

/** As MongoDB: a cursor that nobody asks for ten minutes is closed. */
const patience = 10 * 60_000;
/** A batch stays below MongoDB's largest reply, in bytes. */
const largestBatch = 12 * 1024 * 1024;

export function createCursors(): Cursors {
  const cursors = new Map<bigint, Cursor>();

  /** So many documents of the source, or fewer when they are large or at an end. */
  async function take(cursor: Cursor, wanted: number): Promise<Buffer[]> {
    const batch: Buffer[] = [];
    let size = 0;
    while (batch.length < wanted && size < largestBatch) {
      const bytes = cursor.waiting.shift();
      if (bytes) {
        batch.push(bytes);
        size += bytes.length;
      } else {
        const { done, value } = await cursor.source.next();
        if (done) {
          cursor.finished = true;
          break;
        }
        cursor.waiting = value;
      }
    }
    return batch;
  }

  const isSpent = (cursor: Cursor) => cursor.finished && cursor.waiting.length === 0;

  async function close(id: bigint): Promise<boolean> {
    const cursor = cursors.get(id);
    if (!cursor) return false;
    cursors.delete(id);
    clearTimeout(cursor.timer);
    await cursor.source.return(undefined);
    return true;
  }

  function park(id: bigint, cursor: Cursor): void {
    clearTimeout(cursor.timer);
    cursor.timer = setTimeout(() => void close(id), patience).unref();
    cursors.set(id, cursor);
  }

  return {
    async open(ns, source, batchSize, keep) {
      const cursor: Cursor = { ns, source, waiting: [], finished: false };
      const batch = await take(cursor, batchSize);
      if (isSpent(cursor)) return cursorReply('firstBatch', batch, 0n, ns);
      if (!keep) {
        await source.return(undefined);
        return cursorReply('firstBatch', batch, 0n, ns);
      }
      const id = randomBytes(8).readBigInt64BE() & 0x7fff_ffff_ffff_ffffn;
      park(id, cursor);
      return cursorReply('firstBatch', batch, id, ns);
    },
    async next(id, ns, batchSize) {
      const cursor = cursors.get(id);
      if (!cursor || cursor.ns !== ns) throw commandError('CursorNotFound', `cursor id ${id} not found`);
      // Taken out while it works: a second getMore at the same time must not read from the same source.
      cursors.delete(id);
      const batch = await take(cursor, batchSize);
      const isDone = isSpent(cursor);
      if (isDone) clearTimeout(cursor.timer);
      else park(id, cursor);
      return cursorReply('nextBatch', batch, isDone ? 0n : id, ns);
    },
    async kill(ids) {
      const killed: bigint[] = [];
      const missing: bigint[] = [];
      for (const id of ids) ((await close(id)) ? killed : missing).push(id);
      return { killed, missing };
    },
    async closeAll() {
      for (const id of cursors.keys()) await close(id);
    },
  };
}
