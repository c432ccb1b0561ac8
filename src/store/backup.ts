import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { deserialize, serialize, type Document } from 'bson';
import type { Connection } from 'mongoose';
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
const kinds = { collection: 0x43, document: 0x44, end: 0x45 } as const;

/** Documents that are written to the database at once. */
const batchSize = 500;
const batchBytes = 8 * 1024 * 1024;

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

function backupError(code: BackupErrorCode, message: string, cause?: unknown): BackupError {
  return Object.assign(new Error(message, { cause }), { code });
}

export function isBackupError(error: unknown): error is BackupError {
  return error instanceof Error && 'code' in error && /^(FILE_|STORE_NOT|RESTORE_)/.test(String(error.code));
}

function frame(kind: number, payload: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head[0] = kind;
  head.writeUInt32LE(payload.length, 1);
  return Buffer.concat([head, payload]);
}

/**
 * Writes the whole database to a file while it is in use. The file appears under its name only once it is complete
 * and on disk. Documents that are written meanwhile may or may not be in it; every one that was there before is.
 *
 * @throws BackupError FILE_EXISTS unless `force`, and what the file system or the database throws
 */
export async function writeBackup(
  connection: Connection,
  file: string,
  options: { force?: boolean; progress?: Progress } = {},
): Promise<BackupCounts> {
  if (!options.force && (await exists(file))) {
    throw backupError(
      'FILE_EXISTS',
      `${file} exists already: choose another name, or overwrite it with --force.`,
    );
  }
  const part = `${file}.part`;
  // Never through what somebody else may have put there: a link, or a file that others can read.
  await rm(part, { force: true });
  const handle = await open(part, 'wx', 0o600);
  try {
    const counts = await writeFrames(connection, handle, options.progress);
    await handle.sync();
    await handle.close();
    await rename(part, file);
    // The new name itself has to reach the disk as well.
    const folder = await open(dirname(file), 'r');
    await folder.sync().finally(() => folder.close());
    return counts;
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

async function writeFrames(
  connection: Connection,
  handle: FileHandle,
  progress?: Progress,
): Promise<BackupCounts> {
  const database = connection.getClient().db(connection.name);
  const names = (await database.listCollections({}, { nameOnly: true }).toArray())
    .map(({ name }) => name)
    .filter((name) => !name.startsWith('system.'))
    .toSorted();
  const sizes = await Promise.all(names.map((name) => database.collection(name).estimatedDocumentCount()));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const hash = createHash('sha256');
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  const flush = async () => {
    await handle.appendFile(Buffer.concat(pending));
    pending = [];
    pendingBytes = 0;
  };
  const add = async (bytes: Buffer) => {
    hash.update(bytes);
    pending.push(bytes);
    pendingBytes += bytes.length;
    if (pendingBytes > batchBytes) await flush();
  };
  await add(Buffer.from(`${magic} ${formatVersion} ${new Date().toISOString()}\n`));
  let documents = 0;
  for (const name of names) {
    const collection = database.collection(name);
    const indexes = (await collection.indexes()).filter((index) => index['name'] !== '_id_');
    await add(frame(kinds.collection, serialize({ name, indexes: indexes.map(asDeclared) })));
    for await (const bytes of collection.find({}, { raw: true, batchSize: 1000 })) {
      await add(frame(kinds.document, bytes as unknown as Uint8Array));
      if (++documents % batchSize === 0) progress?.(documents, Math.max(documents, total));
    }
  }
  const counts = { collections: names.length, documents };
  pending.push(frame(kinds.end, serialize({ ...counts, sha256: hash.digest('hex') })));
  await flush();
  progress?.(documents, documents);
  return counts;
}

// What MongoDB adds to a definition (`v`, `ns`, `background`) is the server's business, not the index's.
function asDeclared({ v: _v, ns: _ns, background: _background, ...index }: Document): Document {
  return index;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}

interface Frame {
  kind: number;
  payload: Buffer;
}

const damaged = (file: string, why: string): BackupError =>
  backupError('FILE_DAMAGED', `${file} is not a whole backup of Saring (${why}): nothing was changed.`);

/** Reads a backup's frames, checking every length; hashes what comes before the end. */
async function* framesOf(file: string, hash: Hash): AsyncGenerator<Frame> {
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

/**
 * Puts a backup into the database, after checking the whole file. With `force` what was there is replaced.
 *
 * @throws BackupError FILE_DAMAGED and STORE_NOT_EMPTY before anything is changed, RESTORE_BROKE_OFF afterwards
 */
export async function restoreBackup(
  connection: Connection,
  file: string,
  options: { force?: boolean; progress?: Progress } = {},
): Promise<BackupCounts> {
  const counts = await checkBackup(file);
  const database = connection.getClient().db(connection.name);
  if (!options.force && !(await isEmpty(connection))) {
    throw backupError(
      'STORE_NOT_EMPTY',
      `The database "${connection.name}" is not empty: replace everything in it with --force, or restore into another one.`,
    );
  }
  try {
    await database.dropDatabase();
    return await writeEverything(connection, file, counts, options.progress);
  } catch (error) {
    throw backupError(
      'RESTORE_BROKE_OFF',
      `Restoring broke off, and the database "${connection.name}" now holds only a part: repair the cause (${(error as Error).message}), then restore again with --force.`,
      error,
    );
  }
}

async function isEmpty(connection: Connection): Promise<boolean> {
  const database = connection.getClient().db(connection.name);
  for (const { name } of await database.listCollections({}, { nameOnly: true }).toArray()) {
    if (
      !name.startsWith('system.') &&
      (await database.collection(name).findOne({}, { projection: { _id: 1 } }))
    ) {
      return false;
    }
  }
  return true;
}

async function writeEverything(
  connection: Connection,
  file: string,
  counts: BackupCounts,
  progress?: Progress,
): Promise<BackupCounts> {
  const database = connection.getClient().db(connection.name);
  const written: BackupCounts = { collections: 0, documents: 0 };
  let name = '';
  let batch: Document[] = [];
  let bytes = 0;
  const flush = async () => {
    if (batch.length > 0) await database.collection(name).insertMany(batch);
    written.documents += batch.length;
    batch = [];
    bytes = 0;
    progress?.(written.documents, counts.documents);
  };
  const hash = createHash('sha256');
  for await (const { kind, payload } of framesOf(file, hash)) {
    if (kind === kinds.document) {
      // Numbers keep their types on the way: nothing is promoted.
      batch.push(deserialize(payload, { promoteValues: false, bsonRegExp: true }));
      bytes += payload.length;
      if (batch.length >= batchSize || bytes > batchBytes) await flush();
      continue;
    }
    await flush();
    if (kind !== kinds.collection) continue;
    const begun = deserialize(payload) as { name: string; indexes: Document[] };
    name = begun.name;
    await database.createCollection(name);
    for (const { key, ...index } of begun.indexes)
      await database.collection(name).createIndex(key as never, index);
    written.collections++;
  }
  return written;
}
