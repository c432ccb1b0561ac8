import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { open, type RootDatabase } from 'lmdb';
import { openCatalogue, type Catalogue } from './catalogue.js';
import { commandError } from './command-error.js';

/** The data on disk and what is known about it. */
export interface Engine {
  db: RootDatabase<Buffer, Buffer>;
  catalogue: Catalogue;
  /**
   * Runs a synchronous action as (part of) one transaction, and gives its result once that is on disk. Writes that
   * wait at the same time share one transaction and one sync. A throw undoes nothing: check first, then put.
   */
  write<T>(action: () => T): Promise<T>;
  close(): Promise<void>;
}

/** Why a store cannot be opened, told by `code`; the sentences are in open-store.ts. */
export const damaged = (reason: string): Error => Object.assign(new Error(reason), { code: 'STORE_DAMAGED' });

/** Opens, or makes, the LMDB environment in a folder. @throws an error with `code` */
export function openEngine(folder: string): Engine {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  refuseDamage(join(folder, 'data.mdb'));
  let db: RootDatabase<Buffer, Buffer>;
  let catalogue: Catalogue;
  try {
    // Without overlappingSync a commit is only reported once it is on disk.
    db = open<Buffer, Buffer>(folder, { keyEncoding: 'binary', encoding: 'binary', overlappingSync: false });
    catalogue = openCatalogue(db);
    // LMDB syncs its file, but not the folder that a new file is entered in.
    const descriptor = openSync(folder, 'r');
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch (error) {
    throw damaged((error as Error).message);
  }
  return {
    db,
    catalogue,
    async write(action) {
      let outcome: { value: ReturnType<typeof action> } | { error: unknown } | undefined;
      try {
        await db.transaction(() => {
          try {
            outcome = { value: action() };
          } catch (error) {
            outcome = { error };
          }
        });
      } catch (error) {
        catalogue.reload();
        throw commandError('OutOfDiskSpace', `The write did not reach the disk: ${(error as Error).message}`);
      }
      if (!outcome) throw commandError('InternalError', 'A transaction ended without its action');
      if ('error' in outcome) throw outcome.error;
      return outcome.value;
    },
    close: () => db.close(),
  };
}

// LMDB maps its file into memory and trusts it: a file that is no LMDB file, or ends early, must not reach it.
// Offsets as in its MDB_page_header and MDB_meta: two meta pages, the one with the later transaction counts.
function refuseDamage(file: string): void {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    const { size } = fstatSync(descriptor);
    if (size === 0) return;
    const metaAt = (position: number) => {
      const meta = Buffer.alloc(160);
      const read = readSync(descriptor, meta, 0, meta.length, position);
      if (read < meta.length || meta.readUInt32LE(24) !== 0xbeefc0de) throw damaged('not an LMDB file');
      return {
        pageSize: meta.readUInt32LE(48),
        lastPage: Number(meta.readBigUInt64LE(144)),
        at: meta.readBigUInt64LE(152),
      };
    };
    const first = metaAt(0);
    const second = metaAt(first.pageSize);
    const latest = second.at > first.at ? second : first;
    const needed = (latest.lastPage + 1) * latest.pageSize;
    if (size < needed) throw damaged(`ends at byte ${size} of ${needed}`);
  } finally {
    closeSync(descriptor);
  }
}
