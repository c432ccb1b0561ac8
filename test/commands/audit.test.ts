import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { openStore } from '../../src/store/open-store.js';
import { runProgram, startServer } from '../helpers/server-process.js';

describe('commands: audit', function () {
  this.timeout(120_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'saring-audit-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const audit = (...words: string[]) => runProgram('commands/audit', words, { DATA_DIR: folder });

  it('explains itself, and says in a sentence what is wrong', async () => {
    const { code, out } = await audit('--help');
    expect(code).to.equal(0);
    for (const word of ['verify', 'head', 'export', '--json', 'Exit code 1']) expect(out).to.include(word);
    for (const [words, sentence] of [
      [[], 'Say what to do'],
      [['erase'], 'There is no command erase'],
      [['head', '--json'], 'head does not take --json'],
      [['verify', '--head', 'x'], '64 hex digits'],
      [['export', '--from', 'kemarin', '--format', 'pdf'], '--format and --from'],
    ] as [string[], string][]) {
      const wrong = await audit(...words);
      expect(wrong.code, words.join(' ')).to.equal(2);
      expect(wrong.said).to.include(sentence.split(' and ')[0]).and.not.include('    at ');
    }
  });

  it('exports, records that, finds the log whole, and a missing line with exit code 1', async () => {
    const file = join(folder, 'log.jsonl');
    for (let turn = 0; turn < 3; turn += 1) {
      expect((await audit('export', '--format', 'csv')).out).to.include('audit.exported');
    }
    expect((await audit('export', '--out', file)).code).to.equal(0);
    expect((await readFile(file, 'utf8')).trim().split('\n')).to.have.length(4);
    expect((await audit('export', '--out', file)).code).to.equal(2);
    const head = (await audit('head')).out.split(' ');
    expect(head[1]).to.match(/^[0-9a-f]{64}$/);
    const whole = await audit('verify', '--head', head[1] ?? '');
    expect(whole.out).to.include('The chain is whole.');
    expect(whole.code).to.equal(0);
    const log = pino({ level: 'silent' });
    const store = await openStore({ dataDir: folder, role: 'command', log });
    await store.connection.collection('auditLines').deleteOne({ _id: 2 as never });
    await store.close();
    const broken = await audit('verify');
    expect(broken.code).to.equal(1);
    expect(broken.out).to.include('MISSING: line 2.');
    const told = JSON.parse((await audit('verify', '--json')).out) as { whole: boolean; breaks: object[] };
    expect(told).to.deep.include({ whole: false, breaks: [{ kind: 'missing', from: 2, to: 2 }] });
  });

  it('reads and judges the log of a server that runs, and says in it that a backup was put back', async () => {
    const data = await mkdtemp(join(tmpdir(), 'saring-audit-live-'));
    const env = { DATA_DIR: data };
    const run = (program: string, ...words: string[]) => runProgram(`commands/${program}`, words, env);
    const server = await startServer(env);
    try {
      const password = 'gajah terbang rendah';
      const added = await runProgram(
        'commands/staff',
        [
          'add',
          '--email',
          'ratna@contoh.example',
          '--name',
          'Ratna Contoh',
          '--role',
          'admin',
          '--password',
          password,
        ],
        env,
      );
      expect(added.code, added.said).to.equal(0);
      const signIns = async (count: number) => {
        for (let done = 0; done < count; done += 1) {
          const { status } = await fetch(`${server.address}/masuk`, {
            method: 'POST',
            redirect: 'manual',
            headers: { 'Sec-Fetch-Site': 'same-origin' },
            body: new URLSearchParams({ email: 'ratna@contoh.example', password }),
          });
          expect(status).to.equal(303);
        }
      };
      await signIns(2);
      const [, kept = ''] = (await run('audit', 'head')).out.split(' ');
      // Both write to one log at once: the server its lines, the export its own.
      const [, exported] = await Promise.all([signIns(4), run('audit', 'export')]);
      expect(exported.out).to.include('sign-in.done').and.include('audit.exported');
      const verified = await run('audit', 'verify', '--head', kept);
      expect(verified.out, verified.said).to.include('The chain is whole.');
      expect(verified.code).to.equal(0);
      const file = join(data, 'cadangan');
      expect((await run('backup', file)).code).to.equal(0);
      await signIns(1);
      const restored = await run('restore', file, '--force');
      expect(restored.code, restored.said).to.equal(0);
      const { out } = await run('audit', 'export');
      const lines = out
        .trim()
        .split('\n')
        .map((text) => JSON.parse(text) as { action: string; seq: number; before?: { lines: number } });
      const note = lines.find(({ action }) => action === 'audit.restored');
      // The log that was there before had a line more than the backup.
      expect(note?.before?.lines).to.equal(note?.seq);
      expect((await run('audit', 'verify', '--head', kept)).code).to.equal(0);
    } finally {
      await server.end();
      await rm(data, { recursive: true, force: true });
    }
  });
});
