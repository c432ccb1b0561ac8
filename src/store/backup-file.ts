import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { deserialize, serialize, type Document } from 'bson';
import { z } from 'zod';

/*
 * A backup file is a line of text, then frames. The line: `saring-backup 1 <ISO time>\n`. A frame: a byte for its
 * kind, the length of what follows as 4 bytes, and that many bytes of BSON:
 *
 *   C  a collection begins: {name, indexes}
 *   D  one of its documents, as the database holds it
 *   E  the end: {collections, documents, sha256}, the hash of every byte before this frame
 *
 * The end is the last thing in the file.
 */
const magic = 'saring-backup';
const formatVersion = 1;
const longestLine = 100;
const longestFrame = 17 * 1024 * 1024;
export const kinds = { collection: 0x43, document: 0x44, end: 0x45 } as const;

export interface BackupCounts {
  collections: number;
  documents: number;
}

/** Called now and then with how far it is. */
export type Progress = (done: number, total: number) => void;

export type BackupErrorCode = 'FILE_EXISTS' | 'FILE_DAMAGED' | 'STORE_NOT_EMPTY' | 'RESTORE_BROKE_OFF';

/** What a backup or restore cannot go on with; the message is one clear sentence. */
export interface BackupError extends Error {
  code: BackupErrorCode;
}

export function backupError(code: BackupErrorCode, message: string, cause?: unknown): BackupError {
  return Object.assign(new Error(message, { cause }), { code });
}

export function isBackupError(error: unknown): error is BackupError {
  return error instanceof Error && 'code' in error && /^(FILE_|STORE_NOT|RESTORE_)/.test(String(error.code));
}

export function frame(kind: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head[0] = kind;
  head.writeUInt32LE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

/** The first line of a backup that is made now. */
export const beginning = (now: Date): Buffer =>
  Buffer.from(`${magic} ${formatVersion} ${now.toISOString()}\n`);

interface Frame {
  kind: number;
  payload: Buffer;
}

const damaged = (file: string, why: string): BackupError =>
  backupError('FILE_DAMAGED', `${file} is not a whole backup of Saring (${why}): nothing was changed.`);

/** Reads a backup's frames, checking every length; hashes what comes before the end. */
export async function* framesOf(file: string, hash: Hash): AsyncGenerator<Frame> {
  let pending = Buffer.alloc(0);
  let line: string | undefined;
  let ended = false;
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 })) {
    pending = Buffer.concat([pending, chunk as Buffer]);
    if (line === undefined) {
      const end = pending.indexOf(0x0a);
      if (end > longestLine || (end < 0 && pending.length > longestLine)) break;
      if (end < 0) continue;
      line = pending.toString('latin1', 0, end);
      if (!line.startsWith(`${magic} ${formatVersion} `)) {
        throw damaged(
          file,
          line.startsWith(`${magic} `) ? 'made by another version' : 'it begins differently',
        );
      }
      hash.update(pending.subarray(0, end + 1));
      pending = pending.subarray(end + 1);
    }
    while (pending.length >= 5) {
      const kind = pending[0]!;
      const length = pending.readUInt32LE(1);
      if (ended) throw damaged(file, 'something follows its end');
      if (length > longestFrame) throw damaged(file, 'a length is wrong');
      if (pending.length < 5 + length) break;
      if (kind !== kinds.end) hash.update(pending.subarray(0, 5 + length));
      ended = kind === kinds.end;
      yield { kind, payload: pending.subarray(5, 5 + length) };
      pending = pending.subarray(5 + length);
    }
  }
  if (line === undefined) throw damaged(file, 'it begins differently');
  if (!ended || pending.length > 0) throw damaged(file, 'it ends too early');
}

const collectionFrame = z.strictObject({
  name: z.string().regex(/^[a-z][\w.-]{0,99}$/i),
  indexes: z.array(z.looseObject({ name: z.string(), key: z.record(z.string(), z.unknown()) })),
});

/**
 * Reads the whole file and checks all of it: its beginning, lengths, BSON, names, ids, counts and checksum.
 *
 * @throws BackupError FILE_DAMAGED
 */
export async function checkBackup(file: string): Promise<BackupCounts> {
  const hash = createHash('sha256');
  const counts: BackupCounts = { collections: 0, documents: 0 };
  let end: Document | undefined;
  const names = new Set<string>();
  let ids = new Set<string>();
  for await (const { kind, payload } of framesOf(file, hash)) {
    let document: Document;
    try {
      document = deserialize(payload, { validation: { utf8: true } });
    } catch (error) {
      throw damaged(file, `a document cannot be read: ${(error as Error).message}`);
    }
    if (kind === kinds.collection) {
      const begun = collectionFrame.safeParse(document);
      if (!begun.success) throw damaged(file, 'a collection’s description is wrong');
      if (names.has(begun.data.name)) throw damaged(file, `the collection ${begun.data.name} comes twice`);
      names.add(begun.data.name);
      ids = new Set();
      counts.collections++;
    } else if (kind === kinds.document && counts.collections > 0 && '_id' in document) {
      const id = Buffer.from(serialize({ _id: document['_id'] })).toString('latin1');
      if (ids.has(id)) throw damaged(file, 'a document comes twice');
      ids.add(id);
      counts.documents++;
    } else if (kind === kinds.end) end = document;
    else throw damaged(file, 'a part of it is unknown');
  }
  if (end?.['sha256'] !== hash.digest('hex')) throw damaged(file, 'its checksum does not match');
  if (end['collections'] !== counts.collections || end['documents'] !== counts.documents) {
    throw damaged(file, 'its counts do not match');
  }
  return counts;
}
