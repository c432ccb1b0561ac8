import { createHash } from 'node:crypto';
import { deserialize, type Document } from 'bson';
import type { Connection, mongo } from 'mongoose';
import {
  backupError,
  checkBackup,
  framesOf,
  kinds,
  type BackupCounts,
  type Progress,
} from './backup-file.js';

/** Documents that are written to the database at once. */
const batchSize = 500;
const batchBytes = 8 * 1024 * 1024;

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
    if (batch.length > 0) await put(database.collection(name), batch);
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
    await createCollection(database, name);
    for (const { key, ...index } of begun.indexes)
      await database.collection(name).createIndex(key as never, index);
    written.collections++;
  }
  return written;
}

/** A server that runs meanwhile may have made it again in the moment since everything was dropped. */
async function createCollection(database: mongo.Db, name: string): Promise<void> {
  try {
    await database.createCollection(name);
  } catch (error) {
    if ((error as { codeName?: string }).codeName !== 'NamespaceExists') throw error;
  }
}

/** What the backup holds goes before what a running server wrote under the same id, such as a job's lease. */
async function put(collection: mongo.Collection, documents: readonly Document[]): Promise<void> {
  for (let from = 0; ;) {
    try {
      await collection.insertMany(documents.slice(from));
      return;
    } catch (error) {
      const { code, writeErrors } = error as { code?: number; writeErrors?: { index: number }[] };
      const refused = writeErrors?.[0]?.index;
      if (code !== 11000 || refused === undefined) throw error;
      from += refused;
      const taken = await collection.deleteOne({ _id: documents[from]?.['_id'] as never });
      if (taken.deletedCount === 0) throw error;
    }
  }
}
