import { resolve } from 'node:path';
import { loadConfig } from '../config.js';
import { writeBackup } from '../store/backup.js';
import { runBackupCommand } from '../store/backup-command.js';

const usage = `Writes the whole store, pictures included, to one file. Saring may go on running.

  npm run backup -- FILE [--force]

  --force   overwrite FILE when it exists already

The store is the one that DATA_DIR or MONGODB_URI names, as for npm start.
`;

await runBackupCommand(
  usage,
  process.argv.slice(2),
  () => loadConfig(process.env),
  async ({ store, file, force, progress }) => {
    const { documents, collections } = await writeBackup(store.connection, resolve(file), {
      force,
      progress,
    });
    return `Backed up ${documents} documents of ${collections} collections to ${file}.`;
  },
);
