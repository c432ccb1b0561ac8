import type { Document } from 'bson';
import * as admin from './admin-commands.js';
import { commandError, describeError } from './command-error.js';
import type { Command, Server } from './command.js';
import * as reads from './read-commands.js';
import type { Request } from './wire.js';
import * as writes from './write-commands.js';

const commands = new Map<string, Command>(
  Object.entries({
    hello: admin.hello,
    isMaster: admin.hello,
    ismaster: admin.hello,
    ping: admin.ping,
    endSessions: admin.endSessions,
    create: admin.create,
    drop: admin.drop,
    dropDatabase: admin.dropDatabase,
    listCollections: admin.listCollections,
    createIndexes: admin.createIndexes,
    listIndexes: admin.listIndexes,
    find: reads.find,
    getMore: reads.getMore,
    killCursors: reads.killCursors,
    count: reads.count,
    aggregate: reads.aggregate,
    explain: reads.explain,
    insert: writes.insert,
    update: writes.update,
    delete: writes.remove,
    findAndModify: writes.findAndModify,
    findandmodify: writes.findAndModify,
  }),
);

/** What every command may carry. A single server that syncs every write fulfils every concern. */
const always = new Set([
  '$db', 'lsid', '$clusterTime', '$readPreference', 'readConcern', 'writeConcern', 'maxTimeMS', 'comment', 'apiVersion',
  'apiStrict', 'apiDeprecationErrors',
]); // prettier-ignore

/** Runs one command and gives its reply: an error becomes `{ok: 0, code, codeName, errmsg}`. */
export async function dispatch(server: Server, request: Request): Promise<Document | Buffer> {
  try {
    const { body } = request;
    const name = Object.keys(body)[0] ?? '';
    const command = commands.get(name);
    if (!command) throw commandError('CommandNotFound', `no such command: '${name}'`);
    if ('txnNumber' in body || 'startTransaction' in body || 'autocommit' in body) {
      throw commandError(
        'IllegalOperation',
        'Transaction numbers are only allowed on a replica set member or mongos',
      );
    }
    if (body['collation'] !== undefined)
      throw commandError('CommandNotSupported', 'The embedded store does not have collations');
    const stray = Object.keys(body).find(
      (field, i) => i > 0 && !always.has(field) && !command.takes.includes(field),
    );
    // `tailable: false` asks for nothing.
    if (stray && body[stray] !== false) {
      throw commandError('IDLUnknownField', `BSON field '${name}.${stray}' is an unknown field.`);
    }
    // What was committed a moment ago is to be seen: LMDB would go on reading its last snapshot for this turn.
    server.engine.db.resetReadTxn();
    return await command.run(server, request);
  } catch (error) {
    return { ok: 0, ...describeError(error) };
  }
}
