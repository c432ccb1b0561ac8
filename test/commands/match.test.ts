import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { CommandError } from '../../src/commands/match/command-error.js';
import { runVerb } from '../../src/commands/match/run-verb.js';
import { createMatcher } from '../../src/matching/matcher.js';
import { aFolder, runMatch, type Folder } from './run-match.js';

describe('commands: match', function () {
  this.timeout(120_000);
  let folder: Folder;
  beforeEach(() => {
    folder = aFolder();
  });
  afterEach(() => folder.remove());

  const claims = [
    '{"id":"chip","text":"Vaksin mengandung mikrochip pelacak","title":"Mikrochip di dalam vaksin"}',
    '{"id":2,"text":"Air garam menyembuhkan gagal ginjal"}',
    '',
    '{"id":"hujan","text":"Hujan buatan membawa racun dari awan"}',
  ].join('\n');

  it('ranks claims for every report, in order, as the engine of the server does', async () => {
    const texts = [
      ['a', 'katanya air garam bisa menyembuhkan ginjal'],
      ['7', ''],
      ['c', 'vaksin mengandung mikrochip, awas hujan racun'],
    ] as const;
    const reports = folder.write(
      'reports.jsonl',
      `\n{"id":"a","text":"${texts[0][1]}"}\r\n{"id":7,"text":""}\n{"id":"c","text":"${texts[2][1]}","x":1}`,
    );
    const out = folder.path('ranks.jsonl');
    const given = ['--claims', folder.write('claims.jsonl', claims), '--reports', reports, '--out', out];
    expect(await runMatch('rank', ...given, '--top', '2')).to.deep.equal({
      code: 0,
      out: '',
      error: `${out}: 3 reports, ranked among 3 claims.\n`,
    });
    const matcher = createMatcher();
    matcher.set({ id: 'chip', texts: ['Vaksin mengandung mikrochip pelacak\nMikrochip di dalam vaksin'] });
    matcher.set({ id: '2', texts: ['Air garam menyembuhkan gagal ginjal'] });
    matcher.set({ id: 'hujan', texts: ['Hujan buatan membawa racun dari awan'] });
    const wanted = texts.map(([id, text]) => ({
      id,
      matches: matcher.rank(text, 2).map(({ claim, score }) => ({ claim, score: Number(score.toFixed(6)) })),
    }));
    expect(wanted.map(({ matches }) => matches.length)).to.deep.equal([1, 0, 2]);
    expect(folder.lines('ranks.jsonl')).to.deep.equal(wanted);
    expect(existsSync(`${out}.part`)).to.equal(false);
  });

  const messages = [
    { id: 'a', text: 'Minum air garam hangat menyembuhkan gagal ginjal' },
    { id: 'b', text: 'Vaksin mengandung mikrochip pelacak dari satelit' },
    { id: 'c', text: 'Viral!! air garam hangat menyembuhkan gagal ginjal lho' },
    { id: 'd', text: 'VAKSIN mengandung mikrochip pelacak dari satelit!!!' },
    { id: 'e', text: '' },
    { id: 'f', text: '' },
  ];

  it('groups reports with the earlier ones they repeat', async () => {
    const reports = folder.write(
      'reports.jsonl',
      messages.map((report) => JSON.stringify(report)).join('\n'),
    );
    const { code } = await runMatch('group', '--reports', reports, '--out', folder.path('groups.jsonl'));
    expect(code).to.equal(0);
    expect(folder.lines('groups.jsonl')).to.deep.equal([
      { id: 'a', group: 'a' },
      { id: 'b', group: 'b' },
      { id: 'c', group: 'a' },
      { id: 'd', group: 'b' },
      { id: 'e', group: 'e' },
      { id: 'f', group: 'f' },
    ]);
  });

  it('compares texts with different ones only, however often each of them comes', async () => {
    const syllables = ['ba', 'ke', 'du', 'mi', 'so', 'ra', 'ti', 'lu', 'ne', 'ga'];
    const word = (seed: number): string =>
      [seed, seed * 7 + 3, seed * 13 + 1, Math.floor(seed / 10)].map((at) => syllables[at % 10]).join('');
    const sentences = Array.from({ length: 40 }, (_, at) =>
      Array.from({ length: 8 }, (_, place) => word(at * 8 + place)).join(' '),
    );
    const lines = Array.from({ length: 20_000 }, (_, at) => {
      const sentence = sentences[(at * 17) % 40] ?? '';
      return JSON.stringify({ id: `r${at}`, text: at % 3 === 0 ? `${sentence.toUpperCase()}!!!` : sentence });
    });
    const reports = folder.write('reports.jsonl', lines.join('\n'));
    const { error } = await runMatch('group', '--reports', reports, '--out', folder.path('groups.jsonl'));
    const told = /20000 reports in (\d+) groups; (\d+) texts were compared/u.exec(error);
    expect(told, error).to.not.equal(null);
    const groups = new Set((folder.lines('groups.jsonl') as { group: string }[]).map(({ group }) => group));
    expect(groups.size).to.equal(Number(told?.[1]));
    expect(Number(told?.[2])).to.be.within(groups.size, 40);
  });

  it('prints how it is used', async () => {
    const outcome = await runMatch('--help');
    expect(outcome.code).to.equal(0);
    for (const word of ['rank', 'group', 'eval', '--claims FILE', '--top NUMBER', '--text-column NAME']) {
      expect(outcome.out).to.contain(word);
    }
  });

  it('refuses two claims with one id, and two reports of one group name', async () => {
    const twice = folder.write('twice.jsonl', '{"id":"a","text":"x"}\n{"id":"a","text":"y"}\n');
    const reports = folder.write('reports.jsonl', '{"id":"r","text":"x"}');
    const ranked = await runMatch('rank', '--claims', twice, '--reports', reports);
    expect(ranked.code).to.equal(1);
    expect(ranked.error).to.match(/line 2: a claim with the id "a" came before, in line 1\./u);
    const grouped = await runMatch('group', '--reports', twice, '--out', folder.path('o'));
    expect(grouped.code).to.equal(1);
    expect(grouped.error).to.match(/line 2: a report with the id "a" came before, in line 1\..*--line-ids/u);
    expect(existsSync(folder.path('o'))).to.equal(false);
  });

  it('names what is wrong with the arguments', async () => {
    const reports = folder.write('reports.jsonl', '{"id":"r","text":"x"}');
    const out = folder.path('o');
    const wrong: [args: string[], reason: RegExp][] = [
      [[], /rank, group, train or eval/u],
      [['sort'], /rank, group, train or eval/u],
      [['group', 'more', '--reports', reports], /"more" is one word too many/u],
      [['group'], /--reports is missing/u],
      [['group', '--reports', folder.path('none')], /there is no file/u],
      [['group', '--reports', folder.path('')], /is not a file/u],
      [['group', '--reports', reports, '--reports', reports], /--reports is given twice/u],
      [['group', '--reports', reports, '--out', reports], /overwritten/u],
      [['group', '--reports', folder.write('p.part', ''), '--out', folder.path('p')], /overwritten/u],
      [['group', '--reports', reports, '--out', folder.path('no/o')], /cannot be written/u],
      [['group', '--reports', reports, '--out', folder.path('')], /is not a file/u],
      [['group', '--reports', reports, '--colour'], /--colour/u],
      [['group', '--reports', reports, '--top', '3'], /group does not take --top/u],
      [['group', '--reports', reports, '--format', 'xls'], /--format must be/u],
      [['group', '--reports', reports, '--line-ids', '--id-column', 'no'], /exclude each other/u],
      [['rank', '--reports', reports, '--out', out], /--claims is missing/u],
      [['rank', '--claims', '-', '--reports', '-'], /cannot both be standard input/u],
      [['rank', '--claims', reports, '--reports', reports, '--out', out, '--top', '0'], /--top/u],
      [['eval', '--reports', reports], /--ranks FILE or --groups FILE/u],
      [['eval', '--ranks', reports], /--reports is missing/u],
    ];
    for (const [args, reason] of wrong) {
      const thrown = await runVerb(args).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(thrown, args.join(' ')).to.be.instanceOf(CommandError);
      expect((thrown as CommandError).message).to.match(reason);
    }
  });

  it('says a mistake in one sentence, with exit code 1', async () => {
    expect(await runMatch('group')).to.deep.equal({
      code: 1,
      out: '',
      error: '--reports is missing. --help shows how the command is used.\n',
    });
  });
});
