import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const COMMAND = fileURLToPath(new URL('../../src/commands/match.ts', import.meta.url));

interface Outcome {
  code: number;
  out: string;
  error: string;
}

function run(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, ['--import', 'tsx', COMMAND, ...args], (failure, out, error) => {
      resolve({ code: failure === null ? 0 : Number(failure.code), out, error });
    });
  });
}

function lines(path: string): unknown[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

describe('npm run match', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'saring-match-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(name: string, content: string | Buffer): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  const claims = [
    '{"id":"chip","text":"Vaksin mengandung mikrochip pelacak","title":"Mikrochip di dalam vaksin"}',
    '{"id":2,"text":"Air garam menyembuhkan gagal ginjal"}',
    '',
    '{"id":"hujan","text":"Hujan buatan membawa racun dari awan"}',
  ].join('\n');

  it('ranks claims for every report, in order, best first', async () => {
    const reports = write(
      'reports.jsonl',
      '\n{"id":"a","text":"katanya air garam bisa menyembuhkan ginjal"}\r\n{"id":7,"text":""}\n{"id":"c","text":"vaksin mengandung mikrochip, awas hujan racun","x":1}',
    );
    const out = join(folder, 'ranks.jsonl');
    const outcome = await run(
      'rank',
      '--claims',
      write('claims.jsonl', claims),
      '--reports',
      reports,
      '--out',
      out,
      '--top',
      '2',
    );
    expect(outcome).to.deep.equal({
      code: 0,
      out: '',
      error: `${out}: 3 reports, ranked among 3 claims.\n`,
    });
    const ranks = lines(out) as { id: string; matches: { claim: string; score: number }[] }[];
    expect(ranks.map((rank) => rank.id)).to.deep.equal(['a', '7', 'c']);
    expect(ranks.map((rank) => rank.matches.map((match) => match.claim))).to.deep.equal([
      ['2'],
      [],
      ['chip', 'hujan'],
    ]);
    for (const { matches } of ranks) for (const { score } of matches) expect(score).to.be.within(0, 1);
    expect(existsSync(`${out}.part`)).to.equal(false);
  });

  it('groups reports with the earlier ones they repeat', async () => {
    const reports = write(
      'reports.jsonl',
      [
        { id: 'a', text: 'Minum air garam hangat menyembuhkan gagal ginjal' },
        { id: 'b', text: 'Vaksin mengandung mikrochip pelacak dari satelit' },
        { id: 'c', text: 'Viral!! air garam hangat menyembuhkan gagal ginjal lho' },
        { id: 'd', text: 'VAKSIN mengandung mikrochip pelacak dari satelit!!!' },
        { id: 'e', text: '' },
        { id: 'f', text: '' },
      ]
        .map((report) => JSON.stringify(report))
        .join('\n'),
    );
    const out = join(folder, 'groups.jsonl');
    expect((await run('group', '--reports', reports, '--out', out)).code).to.equal(0);
    expect(lines(out)).to.deep.equal([
      { id: 'a', group: 'a' },
      { id: 'b', group: 'b' },
      { id: 'c', group: 'a' },
      { id: 'd', group: 'b' },
      { id: 'e', group: 'e' },
      { id: 'f', group: 'f' },
    ]);
  });

  it('prints how it is used', async () => {
    const outcome = await run('--help');
    expect(outcome.code).to.equal(0);
    expect(outcome.out).to.contain('--claims FILE').and.contain('--top NUMBER');
  });

  const badLines: [what: string, line: string | Buffer, reason: RegExp][] = [
    ['broken JSON', '{"id":"b","text":', /line 2: not JSON/u],
    ['a missing text', '{"id":"b"}', /line 2: text: /u],
    ['a missing id', '{"text":"b"}', /line 2: id: /u],
    ['a list', '[1,2]', /line 2: the line: /u],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), /line 2: not UTF-8/u],
  ];
  for (const [what, line, reason] of badLines) {
    it(`says where there is ${what}, and leaves no file`, async () => {
      const good = Buffer.from('{"id":"a","text":"kabar"}\n');
      const reports = write('reports.jsonl', Buffer.concat([good, Buffer.from(line)]));
      const out = join(folder, 'out.jsonl');
      const outcome = await run('group', '--reports', reports, '--out', out);
      expect(outcome.code).to.equal(1);
      expect(outcome.error).to.match(reason).and.contain(reports).and.not.contain('    at ');
      expect(existsSync(out) || existsSync(`${out}.part`)).to.equal(false);
    });
  }

  it('keeps the old output when it fails', async () => {
    const out = write('out.jsonl', 'old\n');
    expect((await run('group', '--reports', write('reports.jsonl', 'x'), '--out', out)).code).to.equal(1);
    expect(readFileSync(out, 'utf8')).to.equal('old\n');
  });

  it('refuses two claims with one id', async () => {
    const twice = write('claims.jsonl', '{"id":"a","text":"x"}\n{"id":"a","text":"y"}\n');
    const reports = write('reports.jsonl', '{"id":"r","text":"x"}');
    const outcome = await run('rank', '--claims', twice, '--reports', reports, '--out', join(folder, 'o'));
    expect(outcome.code).to.equal(1);
    expect(outcome.error).to.match(/line 2: a claim with the id "a" came before/u);
  });

  it('names what is wrong with the arguments', async () => {
    const reports = write('reports.jsonl', '{"id":"r","text":"x"}');
    const wrong: [args: string[], reason: RegExp][] = [
      [[], /rank or group/u],
      [['sort'], /rank or group/u],
      [['group'], /--reports is missing/u],
      [['group', '--reports', join(folder, 'none')], /there is no file/u],
      [['group', '--reports', folder], /is not a file/u],
      [['group', '--reports', reports], /--out is missing/u],
      [['group', '--reports', reports, '--out', reports], /overwritten/u],
      [['group', '--reports', reports, '--out', join(folder, 'no', 'o')], /cannot be written/u],
      [['group', '--reports', reports, '--colour'], /--colour/u],
      [['rank', '--reports', reports, '--out', join(folder, 'o')], /--claims is missing/u],
      [
        ['rank', '--claims', reports, '--reports', reports, '--out', join(folder, 'o'), '--top', '0'],
        /--top/u,
      ],
    ];
    for (const [args, reason] of wrong) {
      const outcome = await run(...args);
      expect(outcome.code).to.equal(1);
      expect(outcome.error).to.match(reason).and.not.contain('    at ');
    }
  });
});
