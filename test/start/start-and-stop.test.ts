import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { shippedModel } from '../../src/matching/model.js';
import { startEmbeddedStore } from '../../src/store/open-store.js';
import { runProgram, startServer } from '../helpers/server-process.js';

/** One clear sentence and nothing like a stack. */
function expectOneSentence(said: string, pattern: RegExp): void {
  expect(said).to.match(pattern);
  expect(said.trim().split('\n')).to.have.length(1);
  expect(said).not.to.match(/\n\s+at /);
}

/** Asks again and again, until the answer fits or the test's own time is over. */
async function until(ask: () => Promise<Response>, fits: (response: Response) => boolean): Promise<Response> {
  for (;;) {
    const response = await ask();
    if (fits(response)) return response;
    await response.arrayBuffer();
    await new Promise((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}

describe('starting and stopping', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saring-start-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('prints every setting for --help', async () => {
    const { code, out } = await runProgram('main', ['--help'], {});
    expect(code).to.equal(0);
    for (const name of [
      'PORT',
      'HOST',
      'DATA_DIR',
      'MONGODB_URI',
      'BASE_URL',
      'SECRET',
      'SMTP_URL',
      'SITE_NAME',
      'MATCHING_MODEL',
    ]) {
      expect(out).to.match(new RegExp(`^ {2}${name}$`, 'm'));
    }
  });

  it('weighs by the model that it is given, and refuses a file that holds none', async () => {
    const file = join(folder, 'model.json');
    const model = { ...shippedModel(), suggestFrom: 1 };
    await writeFile(file, JSON.stringify(model));
    const env = { DATA_DIR: folder, MATCHING_MODEL: file, PROOF_OF_WORK_COST: '50' };
    const server = await startServer(env);
    const ask = async (path: string, text: string) => {
      const response = await fetch(`${server.address}/api/v1/${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ text }),
      });
      return (await response.json()) as { decision: string; match: { state: string } };
    };
    await ask('reports', 'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta mengungsi');
    const near = await ask(
      'reports',
      'Bendungan Karangsari jebol semalam, warga tiga desa disuruh mengungsi',
    );
    // Nothing but an exact repeat reaches one.
    expect(near.match.state).to.equal('confirmed');
    await server.end();
    await writeFile(file, '{}');
    const { code, said } = await runProgram('main', [], { ...env, LOG_LEVEL: 'silent' });
    expect(code).to.equal(1);
    expectOneSentence(said, /MATCHING_MODEL: .*model\.json: claim/);
  });

  it('refuses bad settings, all of them in one sentence', async () => {
    const env = { PORT: 'abc', MONGODB_URI: 'postgres://x', SECRET: 'short' };
    const { code, said } = await runProgram('main', [], env);
    expect(code).to.equal(1);
    expectOneSentence(
      said,
      /PORT must be a whole number.*MONGODB_URI must start with.*SECRET must have at least 32/,
    );
  });

  it('says how to make the first admin, and ends with 0 on SIGINT', async () => {
    const server = await startServer({ DATA_DIR: folder });
    const answer = await fetch(`${server.address}/readyz`);
    expect(answer.status).to.equal(200);
    expect(await answer.json()).to.deep.equal({
      ready: true,
      store: 'ready',
      matching: { ready: true },
    });
    expect(await (await fetch(`${server.address}/healthz`)).text()).to.equal('ok');
    expect(await server.end('SIGINT')).to.equal(0);
    expect(server.said()).to.contain('npm run staff -- add');
  });

  it('refuses a taken port', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => {
      other.once('listening', resolve);
    });
    const { port } = other.address() as AddressInfo;
    const { code, said } = await runProgram('main', [], { DATA_DIR: folder, PORT: String(port) });
    other.close();
    expect(code).to.equal(1);
    expectOneSentence(said, new RegExp(`Port ${port} is taken`));
  });

  it('refuses a data folder that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, said } = await runProgram('main', [], {
      DATA_DIR: join(folder, 'file', 'data'),
      PORT: '0',
    });
    expect(code).to.equal(1);
    expectOneSentence(said, /cannot be written/);
    const nowhere = await runProgram('main', [], { DATA_DIR: '/proc/saring', PORT: '0' });
    expect(nowhere.code).to.equal(1);
    expectOneSentence(nowhere.said, /cannot be written/);
  });

  it('refuses an option that it does not have', async () => {
    const { code, said } = await runProgram('main', ['--hlep'], { DATA_DIR: folder, PORT: '0' });
    expect(code).to.equal(1);
    expectOneSentence(said, /no option --hlep/);
  });

  it('refuses a second server on the same folder, and the first goes on', async () => {
    const first = await startServer({ DATA_DIR: folder });
    const { code, said } = await runProgram('main', [], { DATA_DIR: folder, PORT: '0' });
    expect(code).to.equal(1);
    expectOneSentence(said, /already/i);
    expect((await fetch(`${first.address}/readyz`)).status).to.equal(200);
    expect(await first.end()).to.equal(0);
  });

  it('says so while its MongoDB is away, and recovers by itself', async () => {
    let store = await startEmbeddedStore({ folder });
    const uri = store.uri;
    await store.close();

    const server = await startServer({ DATA_DIR: folder, MONGODB_URI: uri });
    try {
      const away = await fetch(`${server.address}/`);
      expect(away.status).to.equal(503);
      expect(away.headers.get('retry-after')).to.match(/^\d+$/);
      expect(await away.text()).to.contain('tidak bisa membuka datanya');
      expect((await fetch(`${server.address}/readyz`)).status).to.equal(503);
      expect((await fetch(`${server.address}/healthz`)).status).to.equal(200);
      const api = await fetch(`${server.address}/api/v1/clarifications`);
      expect(api.status).to.equal(503);
      expect(await api.json()).to.have.nested.property('error.code', 'store_away');

      const ready = () => fetch(`${server.address}/readyz`);
      store = await startEmbeddedStore({ folder });
      await until(ready, (response) => response.status === 200);
      expect((await fetch(`${server.address}/`)).status).to.equal(200);
      // The indexes that keep tickets unique were made late, but made.
      const connection = await mongoose.createConnection(store.uri, { dbName: 'saring' }).asPromise();
      const indexes = await connection.collection('reports').indexes();
      await connection.close();
      expect(indexes).to.deep.include.members([{ v: 2, key: { ticket: 1 }, name: 'ticket_1', unique: true }]);

      await store.close();
      const gone = await until(
        () => fetch(`${server.address}/`),
        (response) => response.status === 503,
      );
      expect(gone.headers.get('retry-after')).to.match(/^\d+$/);

      store = await startEmbeddedStore({ folder });
      await until(ready, (response) => response.status === 200);
      expect((await fetch(`${server.address}/`)).status).to.equal(200);
    } finally {
      await server.end();
      await store.close();
    }
  }).timeout(60_000);
});
