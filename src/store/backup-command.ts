import { parseArgs } from 'node:util';
import { SingleBar } from 'cli-progress';
import { pino } from 'pino';
import { ConfigError, type Config } from '../config.js';
import { isBackupError, type Progress } from './backup-file.js';
import { isStoreError, openStore, type Store } from './open-store.js';

/** What `backup` and `restore` have to work with. */
export interface BackupTask {
  store: Store;
  file: string;
  force: boolean;
  progress: Progress;
}

/**
 * Runs `backup` or `restore`: reads the arguments, opens the store that the settings name (the running server's, if
 * there is one), shows progress on a terminal, and prints the sentence that the work gives. An error is one clear
 * sentence on stderr and exit code 1.
 */
export async function runBackupCommand(
  usage: string,
  given: string[],
  settings: () => Config,
  work: (task: BackupTask) => Promise<string>,
): Promise<void> {
  try {
    const { values, positionals } = parse(given);
    if (values.help) {
      process.stdout.write(usage);
      return;
    }
    const [file, ...more] = positionals;
    if (!file || more.length > 0) throw new ConfigError('Name exactly one FILE; --help tells more.');
    const { mongodbUri, dataDir, databaseName } = settings();
    const log = pino({ level: 'silent' });
    const store = await openStore({ mongodbUri, dataDir, databaseName, role: 'command', log });
    // Only on a terminal: elsewhere the bar would fill a log file.
    const bar = new SingleBar({ format: '{bar} {percentage}% of {total} documents', noTTYOutput: false });
    try {
      const progress: Progress = (done, total) => {
        if (!bar.isActive) bar.start(total, done);
        bar.update(done);
      };
      const told = await work({ store, file, force: values.force, progress });
      bar.stop();
      process.stdout.write(`${told}\n`);
    } finally {
      bar.stop();
      await store.close();
    }
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = 1;
  }
}

function parse(given: string[]) {
  try {
    return parseArgs({
      args: given,
      allowPositionals: true,
      options: {
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new ConfigError(`${(error as Error).message.split('. ')[0]}; --help tells more.`, { cause: error });
  }
}

function sentenceOf(error: unknown): string {
  if (error instanceof ConfigError || isBackupError(error) || isStoreError(error)) return error.message;
  const { code, path, message } = error as NodeJS.ErrnoException;
  const place = path ? ` ${path}` : '';
  if (code === 'ENOENT') return `There is no file or folder${place}.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `${path ?? 'The file'} may not be read or written (${code}).`;
  if (code === 'EISDIR' || code === 'ENOTDIR')
    return `${path ?? 'FILE'} is not a file in a folder (${code}).`;
  if (code === 'ENOSPC') return 'The disk is full.';
  return error instanceof Error ? message : String(error);
}
