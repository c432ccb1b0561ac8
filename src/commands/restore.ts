import { resolve } from 'node:path';
import { loadConfig } from '../config.js';
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
    const { documents, collections } = await restoreBackup(store.connection, resolve(file), {
      force,
      progress,
    });
    return `Restored ${documents} documents of ${collections} collections from ${file}.`;
  },
);
