// npm run bench:store [-- --json] [--documents 100000]
// The queries that Saring makes, through Mongoose, at so many reports of about 0.9 KB: as rates, and as ratios to a
// plain LMDB loop that does the least that could answer them (no filters, no BSON, no socket), and to a real MongoDB
// when MONGODB_URI is set.
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { serialize } from 'bson';
import { open as openLmdb } from 'lmdb';
import mongoose, { Types, type Model } from 'mongoose';
import { reportSchema, type Report } from '../../src/reports/report.model.js';
import { startEmbeddedStore } from '../../src/store/open-store.js';

const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, documents: { type: 'string', default: '100000' } },
});
const documents = Number(values.documents);
const perClaim = 40;
const pageSize = 20;
const inFlight = 32;
const claims = Array.from({ length: Math.ceil(documents / perClaim) }, () => new Types.ObjectId());
const ids = Array.from({ length: documents }, () => new Types.ObjectId());
const start = Date.UTC(2026, 0, 1);

const words = 'pesan ini katanya benar sebarkan sebelum dihapus bantuan rekening dokter vaksin gempa pemerintah grup keluarga'.split(' '); // prettier-ignore
/** Always the same words for the same number. */
const textOf = (n: number) =>
  Array.from({ length: 60 }, (_, i) => words[(n * 31 + i * i * 7) % words.length]).join(' ');
const ticketOf = (n: number) => `SRG-${n.toString(36).toUpperCase().padStart(8, '0')}`;

function aReport(n: number): Report {
  const at = new Date(start + n * 1000);
  const claim = claims[n % claims.length]!;
  return {
    _id: ids[n] ?? new Types.ObjectId(),
    ticket: ticketOf(n),
    text: `${textOf(n)} ${n}`,
    fingerprint: n.toString(16).padStart(64, '0'),
    urls: ['https://contoh.example/berita'],
    links: [],
    pictures: [],
    channel: 'whatsapp',
    region: 'ID-JB',
    language: 'id',
    claim,
    match: {
      claim,
      score: 0.9,
      words: ['bantuan', 'rekening'],
      state: 'confirmed',
      decidedBy: 'matcher',
      at,
    },
    idempotencyKey: `key-${n}`,
    source: 'form',
    createdAt: at,
    updatedAt: at,
  };
}

/** The operations, by the same names everywhere. Each does its work once, for the n-th time. */
interface Operations {
  [name: string]: { run: (n: number) => Promise<unknown>; times: number; parallel?: number };
}

const pick = (n: number) => (n * 7919) % documents;

function throughMongoose(reports: Model<Report>): Operations {
  let next = documents;
  const insert = () => reports.create(aReport(next++));
  return {
    'find by id': { times: 2000, run: (n) => reports.findById(ids[pick(n)]).lean() },
    'find by ticket': { times: 2000, run: (n) => reports.findOne({ ticket: ticketOf(pick(n)) }).lean() },
    'page of 20 by cursor': {
      times: 1000,
      run(n) {
        const at = new Date(start + (pageSize + (pick(n) % (documents - pageSize))) * 1000);
        const before = { $or: [{ createdAt: { $lt: at } }, { createdAt: at, _id: { $lt: ids[pick(n)] } }] };
        return reports.find(before).sort({ createdAt: -1, _id: -1 }).limit(pageSize).lean();
      },
    },
    'durable insert, alone': { times: 300, run: insert },
    'durable insert, 32 in flight': { times: 3000, parallel: inFlight, run: insert },
    'conditional update': {
      times: 300,
      run: (n) =>
        reports.updateOne(
          { _id: ids[pick(n)], 'match.state': 'confirmed' },
          {
            $set: { 'match.score': (n % 100) / 100, updatedAt: new Date() },
            $push: { 'match.words': `w${n}` },
          },
        ),
    },
    'indexed count': {
      times: 2000,
      run: (n) => reports.countDocuments({ claim: claims[pick(n) % claims.length] }),
    },
    'full-scan filter': {
      times: 3,
      run: (n) => reports.findOne({ text: `tidak ada ${n}` }).lean(),
    },
  };
}

/** The same with bare LMDB: as many keys written as Saring's indexes have, values as bytes. */
async function throughLmdb(folder: string): Promise<{ operations: Operations; close(): Promise<void> }> {
  const db = openLmdb<Buffer, Buffer>(folder, {
    keyEncoding: 'binary',
    encoding: 'binary',
    overlappingSync: false,
  });
  const key = (...parts: (string | Buffer)[]) =>
    Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const time = (at: Date) => Buffer.from(at.getTime().toString(16).padStart(12, '0'));
  const id = (report: Report) => Buffer.from(report._id.id);
  const put = (report: Report) => {
    db.putSync(key('d', id(report)), Buffer.from(serialize(report)));
    for (const index of [`t${report.ticket}`, `k${report.idempotencyKey}`, `f${report.fingerprint}`]) db.putSync(key(index), id(report));
    const claim = Buffer.from(report.claim.id);
    db.putSync(key('c', claim, time(report.createdAt), id(report)), id(report));
    db.putSync(key('m', claim, report.match.state, id(report)), id(report));
    db.putSync(key('n', time(report.createdAt), id(report)), id(report));
    db.putSync(key('p', id(report)), id(report));
  }; // prettier-ignore
  for (let from = 0; from < documents; from += 5000) {
    await db.transaction(() => {
      for (let n = from; n < Math.min(from + 5000, documents); n++) put(aReport(n));
    });
  }
  let next = documents;
  const insert = () => {
    const report = aReport(next++);
    return db.transaction(() => put(report));
  };
  const document = (idOf: Buffer) => db.get(key('d', idOf));
  const now = (value: unknown) => Promise.resolve(value);
  const operations: Operations = {
    'find by id': { times: 20_000, run: (n) => now(document(Buffer.from(ids[pick(n)]!.id))) },
    'find by ticket': { times: 20_000, run: (n) => now(document(db.get(key(`t${ticketOf(pick(n))}`))!)) },
    'page of 20 by cursor': {
      times: 5000,
      run(n) {
        const at = new Date(start + (pageSize + (pick(n) % (documents - pageSize))) * 1000);
        const range = db.getRange({
          start: key('n', time(at)),
          end: key('n'),
          reverse: true,
          limit: pageSize,
        });
        return now([...range].map(({ value }) => document(value)));
      },
    },
    'durable insert, alone': { times: 300, run: insert },
    'durable insert, 32 in flight': { times: 3000, parallel: inFlight, run: insert },
    'conditional update': {
      times: 300,
      run: (n) =>
        db.transaction(() => {
          const at = key('d', Buffer.from(ids[pick(n)]!.id));
          db.putSync(at, Buffer.from(db.get(at)!));
        }),
    },
    'indexed count': {
      times: 20_000,
      run(n) {
        const claim = Buffer.from(claims[pick(n) % claims.length]!.id);
        return now(db.getKeysCount({ start: key('c', claim), end: key('c', claim, Buffer.from([0xff])) }));
      },
    },
    'full-scan filter': {
      times: 3,
      run(n) {
        for (const { value } of db.getRange({ start: key('d'), end: key('e') }))
          if (value.includes(`tidak ada ${n}`)) break;
        return now(undefined);
      },
    },
  };
  return { operations, close: () => db.close() };
}

/** Operations a second of each, the better of two runs. */
async function measure(operations: Operations): Promise<Record<string, number>> {
  const rates: Record<string, number> = {};
  for (const [name, { run, times, parallel = 1 }] of Object.entries(operations)) {
    let best = 0;
    for (const _ of [1, 2]) {
      const begun = performance.now();
      let done = 0;
      const lane = async () => {
        while (done < times) await run(done++);
      };
      await Promise.all(Array.from({ length: parallel }, lane));
      best = Math.max(best, (times / (performance.now() - begun)) * 1000);
    }
    rates[name] = best;
  }
  return rates;
}

async function fillAndMeasure(uri: string, dbName: string) {
  const connection = await mongoose.createConnection(uri, { dbName, autoIndex: false }).asPromise();
  const reports = connection.model<Report>('Report', reportSchema);
  await connection.dropDatabase();
  await reports.createIndexes();
  const begun = performance.now();
  for (let from = 0; from < documents; from += 1000) {
    const some = Array.from({ length: Math.min(1000, documents - from) }, (_, i) => aReport(from + i));
    await reports.collection.insertMany(some);
  }
  const filled = (performance.now() - begun) / 1000;
  const rates = await measure(throughMongoose(reports));
  await connection.close();
  return { filled, rates };
}

const folder = await mkdtemp(join(tmpdir(), 'saring-bench-'));
try {
  const embeddedFolder = join(folder, 'embedded');
  let server = await startEmbeddedStore({ folder: embeddedFolder });
  const embedded = await fillAndMeasure(server.uri, 'bench');
  await server.close();
  const begun = performance.now();
  server = await startEmbeddedStore({ folder: embeddedFolder });
  const opened = performance.now() - begun;
  const connection = await mongoose
    .createConnection(server.uri, { dbName: 'bench', autoIndex: false })
    .asPromise();
  await connection.model<Report>('Report', reportSchema).findOne({ ticket: ticketOf(5) }).lean(); // prettier-ignore
  const answered = performance.now() - begun;
  await connection.close();
  await server.close();
  const bare = await throughLmdb(join(folder, 'lmdb'));
  const lmdb = await measure(bare.operations);
  await bare.close();
  const uri = process.env['MONGODB_URI'];
  const mongodb = uri
    ? (await fillAndMeasure(uri, `saring-bench-${randomBytes(4).toString('hex')}`)).rates
    : undefined;
  const rows = Object.entries(embedded.rates).map(([operation, rate]) => ({
    operation,
    rate,
    milliseconds: 1000 / rate,
    lmdb: lmdb[operation]!,
    toLmdb: rate / lmdb[operation]!,
    mongodb: mongodb?.[operation],
  }));
  const bytes = serialize(aReport(1)).length;
  if (values.json) {
    console.log(JSON.stringify({ documents, bytes, filledSeconds: embedded.filled, openedMilliseconds: opened, firstAnswerMilliseconds: answered, rows })); // prettier-ignore
  } else {
    console.log(`${documents} reports of ${bytes} bytes, filled in ${embedded.filled.toFixed(1)} s.`);
    console.log(`Opened again in ${opened.toFixed(0)} ms, first answer after ${answered.toFixed(0)} ms.\n`);
    const cells = rows.map((row) => [
      row.operation, row.rate.toFixed(row.rate < 10 ? 1 : 0), row.milliseconds.toFixed(2), row.lmdb.toFixed(row.lmdb < 10 ? 1 : 0), row.toLmdb.toFixed(3),
      ...(row.mongodb === undefined ? [] : [row.mongodb.toFixed(0), (row.rate / row.mongodb).toFixed(2)]),
    ]); // prettier-ignore
    const head = [
      'through Mongoose',
      'a second',
      'ms each',
      'bare LMDB',
      'ratio',
      ...(mongodb ? ['MongoDB', 'ratio'] : []),
    ];
    for (const row of [head, ...cells])
      console.log(row.map((cell, i) => (i ? cell.padStart(11) : cell.padEnd(30))).join(''));
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
