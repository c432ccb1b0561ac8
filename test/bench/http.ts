// npm run bench:http [-- --json] [--seconds 3] [--rounds 3] [--claims 20000 --reports 200000] [--keep FOLDER]
// The desk's pages with many claims in the store beside the same pages with few, asked in turn of two running
// servers, and beside a bare Express handler that sends as many bytes: as ratios. --keep reuses the filled stores.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { loadConfig } from '../../src/config.js';
import { createContext } from '../../src/context.js';
import { openStore } from '../../src/store/open-store.js';
import { startServer, type ServerProcess } from '../helpers/server-process.js';
import { measurePage, median, type Measured } from './http/measure.js';
import { fillNewsroom, signIn, type Size } from './http/newsroom.js';
import { createPrinter } from './matching/table.js';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    claims: { type: 'string', default: '20000' },
    reports: { type: 'string', default: '200000' },
    keep: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const rounds = Number(values.rounds);
const secret = 'a secret of forty characters for the bench';
const few: Size = { claims: 500, reports: 5000 };
const many: Size = { claims: Number(values.claims), reports: Number(values.reports) };

/** The issue's own bar is the first; the others are what a verifier opens all day. */
const pages: readonly [name: string, path: string][] = [
  ['queue', '/meja'],
  ['queue, one topic', '/meja?topic=health'],
  ['queue, one province', '/meja?region=ID-JB'],
  ['queue, mine', '/meja?who=mine'],
  ['queue, search', '/meja?q=bantuan+beras'],
  ['queue, API', '/api/v1/queue'],
  ['claim', '/meja/klaim/klaim-1'],
  ['twins', '/meja/kembar'],
  ['front page', '/'],
];

const folder = values.keep ?? (await mkdtemp(join(tmpdir(), 'saring-bench-http-')));
await mkdir(folder, { recursive: true });
const printer = createPrinter(values.json);

/** A server on a store of a size, with the cookie of somebody who is signed in. */
async function serve(name: string, size: Size): Promise<{ server: ServerProcess; cookie: string }> {
  const dataDir = join(folder, name);
  const filled = join(dataDir, 'filled');
  if (!existsSync(filled)) {
    const log = pino({ level: 'silent' });
    const config = loadConfig({ DATA_DIR: dataDir, SECRET: secret });
    const store = await openStore({ dataDir, role: 'server', log });
    const context = createContext({ config, store, log });
    const start = performance.now();
    await fillNewsroom(context, size);
    const took = Math.round((performance.now() - start) / 1000);
    printer.note(`filled with ${size.claims} claims and ${size.reports} reports in ${took} s`);
    await context.matcher.close();
    await store.close();
    await writeFile(filled, '');
  }
  const server = await startServer({ DATA_DIR: dataDir, SECRET: secret, SIGN_IN_ATTEMPTS: '1000' });
  await matching(server.address);
  const response = await fetch(`${server.address}/masuk`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Sec-Fetch-Site': 'same-origin' },
    body: new URLSearchParams(signIn).toString(),
  });
  const cookie = response.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ');
  if (!cookie) throw new Error(`signing in answered ${response.status}`);
  return { server, cookie };
}

/** Until the claims are taken in, the processor has other things to do. */
async function matching(address: string): Promise<void> {
  for (;;) {
    const { matching } = (await (await fetch(`${address}/readyz`)).json()) as {
      matching: { ready: boolean };
    };
    if (matching.ready) return;
    await new Promise((resolve) => {
      setTimeout(resolve, 500);
    });
  }
}

async function bare(bytes: number): Promise<number> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'test/bench/http/bare-server.ts', String(bytes)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const measured = await measurePage(`http://127.0.0.1:${String(port).trim()}/`, {}, { seconds });
  child.kill();
  return measured.p50;
}

const small = await serve('few', few);
const large = await serve('many', many);
try {
  const rows = [];
  for (const [name, path] of pages) {
    const measured: { few: Measured[]; many: Measured[] } = { few: [], many: [] };
    for (let round = 0; round < rounds; round += 1) {
      for (const [size, { server, cookie }] of [
        ['few', small],
        ['many', large],
      ] as const) {
        measured[size].push(await measurePage(`${server.address}${path}`, { cookie }, { seconds }));
      }
    }
    const p50 = (size: 'few' | 'many') => median(measured[size].map((one) => one.p50));
    const bytes = measured.many[0]?.bytes ?? 0;
    rows.push({
      page: name,
      'few p50 ms': p50('few'),
      'many p50 ms': p50('many'),
      'many p99 ms': median(measured.many.map((one) => one.p99)),
      'many / few': p50('many') / p50('few'),
      'many / bare': p50('many') / (await bare(bytes)),
      KB: bytes / 1024,
    });
  }
  printer.table(
    `Desk pages with ${many.claims} open claims and ${many.reports} reports, beside ${few.claims} and ${few.reports}`,
    rows,
  );
  printer.note('bare: an Express handler that sends as many bytes. Medians of rounds asked in turn.');
  printer.end();
} finally {
  await small.server.end();
  await large.server.end();
  if (!values.keep) await rm(folder, { recursive: true, force: true });
}
