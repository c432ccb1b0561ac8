import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as later } from 'node:timers/promises';
import { pino } from 'pino';
import { createApp } from './app.js';
import { ConfigError, describeSettings, loadConfig, type Config } from './config.js';
import { createContext, type Context } from './context.js';
import { allJobs } from './jobs/all-jobs.js';
import { followStore, prepareStore } from './jobs/prepare.js';
import { endLeases, runJobs } from './jobs/run-jobs.js';
import { isStoreError, openStore } from './store/open-store.js';

/** Open requests get this long to finish after a signal, in milliseconds. */
const patience = 10_000;
/** The first page waits so long, in milliseconds, for the claims to be taken in; more are taken in while serving. */
const fillingPatience = 2000;

async function main(): Promise<void> {
  if (process.argv.includes('--help') || process.argv.includes('-h')) {
    process.stdout.write(`Starts Saring. Settings are read from the environment:\n\n${describeSettings()}\n`);
    return;
  }
  const [unknown] = process.argv.slice(2);
  if (unknown) throw new ConfigError(`There is no option ${unknown}: see npm start -- --help.`);
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel });
  const store = await openStore({
    mongodbUri: config.mongodbUri,
    dataDir: config.dataDir,
    databaseName: config.databaseName,
    role: 'server',
    log,
  });
  const context = createContext({ config, store, log });
  // With a store at hand the first page waits for its indexes; without, pages say so until a job has made them.
  if (store.ready()) {
    await prepareStore(context);
    // A server opens the embedded store only when no other has it: whoever holds a lease there is dead.
    if (store.embedded) await endLeases(context);
    await fillForAWhile(context);
  }
  const server = createServer(createApp(context));
  try {
    await listen(server, config);
  } catch (error) {
    context.textReader.close();
    await context.matcher.close();
    await store.close();
    throw error;
  }
  const jobs = runJobs(context, allJobs);
  stopOnSignal(async () => {
    await closeServer(server);
    // The claims may still be being taken in: closing the matcher ends that.
    context.textReader.close();
    await Promise.all([jobs.stop(), context.matcher.close()]);
    context.mailer.close();
    await store.close();
  });
  await greet(context, server);
}

/** Begins to take in the store, and waits for it a moment: a small site's first page then knows everything. */
async function fillForAWhile(context: Context): Promise<void> {
  const filling = followStore(context).catch((error: unknown) => {
    context.log.warn({ err: error }, 'the store could not be taken in; it is tried again');
  });
  await Promise.race([filling, later(fillingPatience, undefined, { ref: false })]);
}

function listen(server: Server, config: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        reject(new ConfigError(`Port ${config.port} is taken by another program: stop it, or set PORT.`));
      } else if (error.code === 'EACCES') {
        reject(
          new ConfigError(`Port ${config.port} may not be used by this user: set PORT to 1024 or more.`),
        );
      } else {
        reject(
          new ConfigError(
            `Cannot listen on ${config.host}:${config.port} (${error.code}): check HOST and PORT.`,
          ),
        );
      }
    });
    server.listen(config.port, config.host, resolve);
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), patience);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

function stopOnSignal(close: () => Promise<void>): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // npm and the terminal may both pass Ctrl-C on: the second one is not impatience.
      if (stopping) return;
      stopping = true;
      close().then(
        () => process.exit(0),
        (error: unknown) => {
          process.stderr.write(`Saring did not stop cleanly: ${String(error)}\n`);
          process.exit(1);
        },
      );
    });
  }
}

// What we foresaw is one clear sentence; anything else is a bug, and its stack helps whoever mends it.
function sentenceFor(error: unknown): string {
  if (error instanceof ConfigError || isStoreError(error)) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function greet(context: Context, server: Server): Promise<void> {
  const { port } = server.address() as AddressInfo;
  const host = context.config.host.includes(':') ? `[${context.config.host}]` : context.config.host;
  const shown = ['127.0.0.1', '0.0.0.0', '[::]', '[::1]'].includes(host) ? 'localhost' : host;
  process.stderr.write(`${context.config.siteName} is ready: http://${shown}:${port}\n`);
  if (!context.store.ready()) {
    process.stderr.write('MongoDB does not answer yet: pages say so until it does.\n');
    return;
  }
  if ((await context.models.Person.estimatedDocumentCount()) === 0) {
    process.stderr.write(
      'There are no staff yet. Make the first admin in another terminal:\n' +
        '  npm run staff -- add --email you@example.org --name "Your name" --role admin\n' +
        'or fill the site with sample data and sample staff: npm run seed\n',
    );
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(1);
});
