import { basename, resolve } from 'node:path';
import { pino } from 'pino';
import type { AuditHead } from '../audit/audit.model.js';
import { recordAction } from '../audit/record-action.js';
import { loadConfig } from '../config.js';
import { createContext } from '../context.js';
import { ensureIndexes, type Store } from '../store/open-store.js';
import { restoreBackup } from '../store/restore.js';
import { runBackupCommand } from '../store/backup-command.js';

const usage = `Puts a backup back into the store. The whole file is checked before anything is written.

  npm run restore -- FILE [--force]

  --force   replace everything that the store holds now

The store is the one that DATA_DIR or MONGODB_URI names, as for npm start. Restart a running Saring afterwards.
`;

await runBackupCommand(
  usage,
  process.argv.slice(2),
  () => loadConfig(process.env),
  async ({ store, file, force, progress }) => {
    const head = { _id: 'head' as never };
    const replaced = await store.connection.collection<AuditHead>('auditHead').findOne(head);
    const { documents, collections } = await restoreBackup(store.connection, resolve(file), {
      force,
      progress,
    });
    await noteRestore(store, { file, documents, collections, replaced });
    return `Restored ${documents} documents of ${collections} collections from ${file}.`;
  },
);

/** The log says where it was put back, and where the one stood whose place it took: lines may be gone with that. */
async function noteRestore(
  store: Store,
  done: { file: string; documents: number; collections: number; replaced: AuditHead | null },
): Promise<void> {
  const { file, documents, collections, replaced } = done;
  const context = createContext({ config: loadConfig(process.env), store, log: pino({ level: 'silent' }) });
  // A backup of an older Saring has no log yet.
  await ensureIndexes(store.connection);
  await recordAction(context, {
    action: 'audit.restored',
    on: { kind: 'audit', id: 'log', label: basename(file) },
    ...(replaced && { before: { lines: replaced.seq, hash: replaced.hash } }),
    after: { documents, collections },
  });
}
