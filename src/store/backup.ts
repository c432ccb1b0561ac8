import { createHash } from 'node:crypto';
import { open, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { serialize, type Document } from 'bson';
import type { Connection } from 'mongoose';
import { backupError, beginning, frame, kinds, type BackupCounts, type Progress } from './backup-file.js';

/** Bytes that are written to the file at once. */
const chunkBytes = 8 * 1024 * 1024;
/** Documents between two words of progress. */
const progressEvery = 500;

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
    if (pendingBytes > chunkBytes) await flush();
  };
  await add(beginning(new Date()));
  let documents = 0;
  for (const name of names) {
    const collection = database.collection(name);
    const indexes = (await collection.indexes()).filter((index) => index['name'] !== '_id_');
    await add(frame(kinds.collection, serialize({ name, indexes: indexes.map(asDeclared) })));
    for await (const bytes of collection.find({}, { raw: true, batchSize: 1000 })) {
      await add(frame(kinds.document, bytes as unknown as Uint8Array));
      if (++documents % progressEvery === 0) progress?.(documents, Math.max(documents, total));
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
