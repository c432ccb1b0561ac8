import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { pino } from 'pino';
import { openStore } from '../../src/store/open-store.js';
import { runProgram } from '../helpers/server-process.js';

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
});
