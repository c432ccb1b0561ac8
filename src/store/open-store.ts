import { join } from 'node:path';
import mongoose, { type Connection } from 'mongoose';
import type { Logger } from 'pino';
import {
  runningSocket,
  startEmbeddedServer,
  uriOf,
  type EmbeddedOptions,
  type EmbeddedServer,
} from './embedded/start.js';

/** Where everything is kept: a MongoDB, the embedded one or another. */
export interface Store {
  connection: Connection;
  /** Is it the embedded store? */
  embedded: boolean;
  uri: string;
  /** Can it be asked now? */
  ready(): boolean;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** A MongoDB server to use instead of the embedded store. */
  mongodbUri?: string | undefined;
  /** The embedded store lies in its folder `store`. */
  dataDir: string;
  /** Otherwise the one that the URI names, or `saring`. */
  databaseName?: string | undefined;
  /** A `command` shares the running server's embedded store; a `server` owns it. */
  role: 'server' | 'command';
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

export type StoreErrorCode =
  'STORE_IN_USE' | 'STORE_UNWRITABLE' | 'STORE_DAMAGED' | 'STORE_AWAY' | 'STORE_FAILED';

/** Why a store cannot be opened: the message is one clear sentence for the person who starts Saring. */
export interface StoreError extends Error {
  code: StoreErrorCode;
}

const defaultDatabase = 'saring';
/** How long a server may take to be found, in milliseconds: pages would rather say 503 than wait. */
const selectionPatience = 2000;
/** How often the embedded store is asked whether it is there, in milliseconds: so soon pages recover after it died. */
const embeddedHeartbeat = 1000;

function storeError(code: StoreErrorCode, message: string, cause: unknown): StoreError {
  return Object.assign(new Error(message, { cause }), { code });
}

/** Is it one of the errors with which opening a store fails? */
export function isStoreError(error: unknown): error is StoreError {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('STORE_');
}

function asStoreError(error: unknown, folder: string): StoreError {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'STORE_IN_USE':
      return storeError(
        code,
        `Another Saring already runs on the folder ${folder}: stop it, or set DATA_DIR.`,
        error,
      );
    case 'STORE_DAMAGED':
      return storeError(
        code,
        `The store in ${folder} is damaged and cannot be opened (${message}): move it away and restore a backup.`,
        error,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'ENOTDIR':
    case 'EEXIST':
    case 'ENOSPC':
      return storeError(
        'STORE_UNWRITABLE',
        `The folder ${folder} cannot be written (${code}): set DATA_DIR.`,
        error,
      );
    default:
      return storeError('STORE_FAILED', `The store in ${folder} could not be opened: ${message}.`, error);
  }
}

/**
 * Starts an embedded store on a folder of its own.
 *
 * @throws StoreError
 */
export async function startEmbeddedStore(options: EmbeddedOptions): Promise<EmbeddedServer> {
  try {
    return await startEmbeddedServer(options);
  } catch (error) {
    throw asStoreError(error, options.folder);
  }
}

/**
 * Opens the store that the settings name. With a `mongodbUri` it never fails because the server is away: `ready()`
 * says so, and it connects by itself once the server is there.
 *
 * @throws StoreError when the embedded store cannot be opened
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if (options.mongodbUri) return connectTo(options.mongodbUri, options);
  const folder = join(options.dataDir, 'store');
  const socket = options.role === 'command' ? await runningSocket(folder) : undefined;
  if (socket) return connectTo(uriOf(socket), options);
  let server: EmbeddedServer;
  try {
    server = await startEmbeddedStore({ folder, log: options.log });
  } catch (error) {
    // A server may have started in the same moment: then it is there to be shared.
    const started = options.role === 'command' ? await runningSocket(folder) : undefined;
    if (started) return connectTo(uriOf(started), options);
    throw error;
  }
  try {
    return await connectTo(server.uri, options, server);
  } catch (error) {
    await server.close();
    throw asStoreError(error, folder);
  }
}

async function connectTo(uri: string, options: StoreOptions, server?: EmbeddedServer): Promise<Store> {
  const { log } = options;
  const isEmbedded = !options.mongodbUri;
  let isClosed = false;
  const connection = mongoose.createConnection();
  // Without a listener an error of the connection would end the process.
  connection.on('error', (error: Error) => log.warn({ err: error }, 'the store reports an error'));
  connection.on('disconnected', () => !isClosed && log.warn('the store is away'));
  connection.on('connected', () => log.info('the store is connected'));
  let retry: NodeJS.Timeout | undefined;
  const connect = () =>
    connection.openUri(uri, {
      dbName: options.databaseName ?? databaseIn(uri) ?? defaultDatabase,
      serverSelectionTimeoutMS: selectionPatience,
      bufferCommands: false,
      autoIndex: false,
      autoCreate: false,
      ...(isEmbedded && { maxPoolSize: 32, heartbeatFrequencyMS: embeddedHeartbeat }),
    });
  const connectLater = (wait: number): void => {
    retry = setTimeout(() => {
      connect().catch((error: unknown) => {
        if (isClosed) return;
        log.warn({ err: error }, 'the store is still away');
        connectLater(Math.min(wait * 2, 10_000));
      });
    }, wait);
  };
  try {
    await connect();
  } catch (error) {
    const isAway = isStoreAway(error);
    if (isEmbedded || !isAway || options.role === 'command') {
      isClosed = true;
      await connection.close();
      if (isEmbedded) throw error;
      throw isAway
        ? storeError(
            'STORE_AWAY',
            'The MongoDB that MONGODB_URI names does not answer: start it, or correct the address.',
            error,
          )
        : storeError(
            'STORE_FAILED',
            `The MongoDB that MONGODB_URI names refuses: ${(error as Error).message}.`,
            error,
          );
    }
    log.warn({ err: error }, 'the store is away');
    connectLater(500);
  }
  return {
    connection,
    embedded: isEmbedded,
    uri,
    ready: () => connection.readyState === mongoose.ConnectionStates.connected,
    async close() {
      isClosed = true;
      clearTimeout(retry);
      await connection.close();
      await server?.close();
    },
  };
}

function databaseIn(uri: string): string | undefined {
  return /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^/?]+)/.exec(uri)?.[1];
}

const awayNames = new Set([
  'MongoNetworkError',
  'MongoNetworkTimeoutError',
  'MongoServerSelectionError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoServerClosedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
  'MongoPoolClearedError',
  'MongoWaitQueueTimeoutError',
  'MongooseServerSelectionError',
  'DisconnectedError',
]);

/** Codes with which a server says that it cannot answer now: shutting down, stepping down, no primary. */
const awayCodes = new Set([6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436]);

/** Does the error say that the store is away (rather than that it refused)? Decided by class, never by message. */
export function isStoreAway(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth++) {
    // Mongoose has no class for "not connected yet": it throws its base class itself, as for nothing else at run time.
    if (awayNames.has(at.name) || at.constructor === mongoose.Error) return true;
    const { code } = at as { code?: unknown };
    if (at instanceof mongoose.mongo.MongoServerError && awayCodes.has(Number(code))) return true;
  }
  return false;
}

/** Makes the indexes that every registered model declares. Repeating it changes nothing. */
export async function ensureIndexes(connection: Connection): Promise<void> {
  for (const name of connection.modelNames()) await connection.model(name).createIndexes();
}
