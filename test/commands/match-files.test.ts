import { existsSync, watch } from 'node:fs';
import { expect } from 'chai';
import { aFolder, runMatch, startMatch, type Folder } from './run-match.js';

describe('commands: match, files and pipes', function () {
  this.timeout(120_000);
  let folder: Folder;
  beforeEach(() => {
    folder = aFolder();
  });
  afterEach(() => folder.remove());

  const claims = () =>
    folder.write('claims.jsonl', '{"id":"garam","text":"Air garam menyembuhkan gagal ginjal"}\n');

  it('ranks standard input line by line on standard output', async () => {
    const running = startMatch('rank', '--claims', claims(), '--reports', '-');
    running.child.stdin?.write('{"id":1,"text":"Air garam menyembuhkan gagal ginjal"}\n');
    await running.sees('{"id":"1","matches":[{"claim":"garam","score":1}]}\n');
    running.child.stdin?.end('{"id":2,"text":"kuota gratis"}\n');
    const { code, out, error } = await running.ended;
    expect(code).to.equal(0);
    expect(out).to.match(/\n\{"id":"2","matches":\[\]\}\n$/u);
    expect(error).to.equal('2 reports, ranked among 1 claims.\n');
  });

  it('groups standard input when it has been read', async () => {
    const running = startMatch('group', '--reports', '-');
    running.child.stdin?.write('{"id":1,"text":"Air garam menyembuhkan gagal ginjal"}\n');
    running.child.stdin?.end('{"id":2,"text":"air garam MENYEMBUHKAN gagal ginjal!"}\n');
    const { code, out, error } = await running.ended;
    expect(code).to.equal(0);
    expect(out).to.equal('{"id":"1","group":"1"}\n{"id":"2","group":"1"}\n');
    expect(error).to.equal('2 reports in 1 groups; 1 texts were compared, the others repeat them.\n');
  });

  it('reads and writes CSV in a pipe when told so', async () => {
    const running = startMatch('group', '--reports', '-', '--format', 'csv');
    running.child.stdin?.end('id,text\n1,Air garam menyembuhkan ginjal\n');
    expect((await running.ended).out).to.equal('id,group\n1,1\n');
  });

  it('ends quietly when nobody reads on', async () => {
    const running = startMatch('rank', '--claims', claims(), '--reports', '-');
    const text = 'satu dua tiga '.repeat(500);
    running.child.stdin?.write(`{"id":"first","text":"${text}"}\n`);
    await running.sees('first');
    running.child.stdout?.destroy();
    running.child.stdin?.end(
      Array.from({ length: 200 }, (_, at) => `{"id":${at},"text":"${text}"}\n`).join(''),
    );
    const { code, error } = await running.ended;
    expect(code).to.equal(0);
    expect(error).to.not.contain('    at ');
  });

  it('leaves no file when it is interrupted', async () => {
    const out = folder.write('out.jsonl', 'old\n');
    const begun = new Promise<void>((resolve) => {
      const watcher = watch(folder.path(''), (_, name) => {
        if (name !== 'out.jsonl.part') return;
        watcher.close();
        resolve();
      });
    });
    const running = startMatch('rank', '--claims', claims(), '--reports', '-', '--out', out);
    running.child.stdin?.write('{"id":1,"text":"Air garam menyembuhkan gagal ginjal"}\n');
    await begun;
    expect(existsSync(`${out}.part`)).to.equal(true);
    running.child.kill('SIGINT');
    const { code, error } = await running.ended;
    expect(code).to.equal(130);
    expect(error).to.equal('');
    expect(existsSync(`${out}.part`)).to.equal(false);
    expect(folder.read('out.jsonl')).to.equal('old\n');
  });

  it('keeps the old output when it fails, and leaves no part of a new one', async () => {
    const out = folder.write('out.jsonl', 'old\n');
    const reports = folder.write('reports.jsonl', '{"id":"a","text":"kabar"}\nx');
    const outcome = await runMatch('group', '--reports', reports, '--out', out);
    expect(outcome.code).to.equal(1);
    expect(outcome.error).to.contain(`${reports}, line 2: not JSON`).and.not.contain('    at ');
    expect(folder.read('out.jsonl')).to.equal('old\n');
    expect(existsSync(`${out}.part`)).to.equal(false);
  });

  it('writes CSV as the reports are written, with no formula in it', async () => {
    const reports = folder.write(
      'pesan.csv',
      [
        '\uFEFFid;Pesan;jam',
        '=1+1;"=HYPERLINK(""x.example""; ""menang undian"")";07.00',
        '+62;"Air garam',
        'menyembuhkan gagal ginjal";08.00',
        '-3;AIR GARAM menyembuhkan gagal ginjal!;09.00',
        ';;',
        '',
      ].join('\r\n'),
    );
    const out = folder.path('kelompok.csv');
    const given = ['--reports', reports, '--out', out, '--text-column', 'pesan', '--with-text'];
    expect((await runMatch('group', ...given)).code).to.equal(0);
    expect(folder.read('kelompok.csv')).to.equal(
      [
        '\uFEFFid;group;text',
        `'=1+1;'=1+1;"'=HYPERLINK(""x.example""; ""menang undian"")"`,
        `'+62;'+62;"Air garam\r`,
        'menyembuhkan gagal ginjal"',
        `'-3;'+62;AIR GARAM menyembuhkan gagal ginjal!`,
        '',
      ].join('\n'),
    );
    const gold = folder.write('gold.csv', 'id,group\n=1+1,x\n+62,y\n-3,y\n');
    const evaluated = await runMatch('eval', '--groups', out, '--reports', gold, '--json');
    expect(evaluated.error).to.equal('');
    expect(JSON.parse(evaluated.out)).to.deep.include({
      withSibling: {
        reports: 2,
        pairwise: { precision: 1, recall: 1, f1: 1 },
        bCubed: { precision: 1, recall: 1, f1: 1 },
      },
    });
  });

  it('ranks from CSV to CSV, a row a match', async () => {
    const claims = folder.write(
      'claims.tsv',
      'id\ttext\ttitle\nginjal\tAir garam menyembuhkan gagal ginjal\t\nchip\tVaksin "berisi" mikrochip\t\n'.replace(
        'Vaksin "berisi" mikrochip',
        '"Vaksin ""berisi"" mikrochip"',
      ),
    );
    const reports = folder.write('reports.csv', 'text\nair garam menyembuhkan gagal ginjal\n?!\n');
    const out = folder.path('ranks.csv');
    await runMatch('rank', '--claims', claims, '--reports', reports, '--out', out);
    expect(folder.read('ranks.csv')).to.equal('id,place,claim,score\n2,1,ginjal,1\n3,,,\n');
  });

  it('writes a header even when there is nothing below it', async () => {
    const out = folder.path('groups.csv');
    const { code } = await runMatch('group', '--reports', folder.write('empty.csv', ''), '--out', out);
    expect(code).to.equal(0);
    expect(folder.read('groups.csv')).to.equal('id,group\n');
  });
});
