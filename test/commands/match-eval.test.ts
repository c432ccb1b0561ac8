import { expect } from 'chai';
import { CommandError } from '../../src/commands/match/command-error.js';
import { goldGroups } from '../../src/matching/gold-groups.js';
import { runVerb } from '../../src/commands/match/run-verb.js';
import { aFolder, runMatch, type Folder } from './run-match.js';

describe('commands: match eval', function () {
  this.timeout(120_000);
  let folder: Folder;
  beforeEach(() => {
    folder = aFolder();
  });
  afterEach(() => folder.remove());

  const write = (name: string, lines: readonly object[]): string =>
    folder.write(name, lines.map((line) => JSON.stringify(line)).join('\n'));

  // Average precisions of those that have a right claim: 1, (1/2 + 2/4) / 2, 0 and 0.
  const labels = [
    { id: 'r1', text: 'x', claims: ['a'] },
    { id: 'r2', text: 'x', claims: ['a', 'b'] },
    { id: 'r3', text: 'x', claims: ['c'] },
    { id: 'r4', text: 'x', claims: [] },
    { id: 'r5', text: 'x', claims: ['d'] },
  ];
  const rankings: [id: string, matches: [claim: string, score: number][]][] = [
    [
      'r1',
      [
        ['a', 0.95],
        ['b', 0.4],
      ],
    ],
    [
      'r2',
      [
        ['x', 0.85],
        ['a', 0.5],
        ['y', 0.4],
        ['b', 0.3],
      ],
    ],
    [
      'r3',
      [
        ['1', 0.15],
        ['2', 0.1],
        ['3', 0.1],
        ['4', 0.1],
        ['5', 0.1],
        ['c', 0.1],
      ],
    ],
    ['r4', [['a', 0.12]]],
    ['r5', []],
  ];
  const asObjects = () =>
    rankings.map(([id, matches]) => ({ id, matches: matches.map(([claim, score]) => ({ claim, score })) }));

  it('measures rankings and their calibration', async () => {
    const given = ['--ranks', write('ranks.jsonl', asObjects()), '--reports', write('reports.jsonl', labels)];
    const { code, out } = await runMatch('eval', ...given, '--json');
    expect(code).to.equal(0);
    const found = JSON.parse(out) as Record<string, unknown> & {
      calibration: { bands: { pairs: number; meanScore: number | null; shareRight: number | null }[] };
    };
    expect(found).to.deep.include({ reports: 4, withoutRightClaim: 1, withoutMatch: 1 });
    expect(found).to.deep.include({ map5: 0.375, p1: 0.25, h5: 0.5 });
    const { bands, ...rest } = found.calibration;
    expect(rest).to.deep.equal({ pairs: 4, expectedError: (0.27 + 0.85 + (1 - 0.95)) / 4 });
    expect(bands.map(({ pairs }) => pairs)).to.deep.equal([0, 2, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(bands[1]).to.deep.equal({ from: 0.1, to: 0.2, pairs: 2, meanScore: 0.135, shareRight: 0 });
    expect(bands[9]).to.deep.equal({ from: 0.9, to: 1, pairs: 1, meanScore: 0.95, shareRight: 1 });
  });

  it('prints a table for people, the same for CSV', async () => {
    const rows = rankings.flatMap(([id, matches]) =>
      matches.length === 0
        ? [`${id},,,`]
        : matches.map(([claim, score], at) => [id, at + 1, claim, score].join(',')),
    );
    const ranks = folder.write('ranks.csv', `id,place,claim,score\n${rows.join('\n')}\n`);
    const cells = labels.map(({ id, claims }) => `${id},x,${claims.join(';')}`);
    const reports = folder.write('reports.csv', `id,text,claims\n${cells.join('\n')}\n`);
    const { code, out, error } = await runMatch('eval', '--ranks', ranks, '--reports', reports);
    expect(error).to.equal('');
    expect(code).to.equal(0);
    expect(out.split('\n').map((line) => line.trim().split(/ {2,}/u))).to.deep.include.members([
      ['reports', '4'],
      ['MAP@5', '0.3750'],
      ['P@1', '0.2500'],
      ['H@5', '0.5000'],
      ['1 more reports have no right claim; they count only in the table below.'],
      ['0.1 to below 0.2', '2', '0.1350', '0.0000'],
      ['0.2 to below 0.3', '0', '–', '–'],
      ['0.9 to 1.0', '1', '0.9500', '1.0000'],
      ['expected error', '0.2925'],
    ]);
  });

  // Pairs found: 1-2, 1-3, 2-3, of which 1-2 is right; right pairs: 1-2, 3-4. Report 5 is alone, and was left alone.
  const groups = [
    { id: '1', group: '1' },
    { id: '2', group: '1' },
    { id: '3', group: '1' },
    { id: '4', group: '4' },
    { id: '5', group: '5' },
  ];
  const precision = [2 / 3, 2 / 3, 1 / 3, 1, 1];
  const recall = [1, 1, 1 / 2, 1 / 2, 1];
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const f1 = (left: number, right: number): number => (2 * left * right) / (left + right);

  it('measures groups, by the right groups or by shared claims', async () => {
    const found = write('groups.jsonl', groups);
    for (const reports of [
      folder.write('gold.csv', 'id,group\n1,x\n2,x\n3,y\n4,y\n5,z\n'),
      folder.write('claims.csv', 'id,claims\n1,a\n2,a\n3,b\n4,c;b\n5,\n'),
    ]) {
      const { out } = await runMatch('eval', '--groups', found, '--reports', reports, '--json');
      const told = JSON.parse(out) as Record<
        'all' | 'withSibling',
        { reports: number; pairwise: Record<string, number>; bCubed: Record<string, number> }
      >;
      for (const [part, count] of [
        ['all', 5],
        ['withSibling', 4],
      ] as const) {
        expect(told[part].reports).to.equal(count);
        expect(told[part].pairwise['precision']).to.be.closeTo(1 / 3, 1e-9);
        expect(told[part].pairwise['recall']).to.be.closeTo(1 / 2, 1e-9);
        expect(told[part].pairwise['f1']).to.be.closeTo(0.4, 1e-9);
        const [p, r] = [mean(precision.slice(0, count)), mean(recall.slice(0, count))];
        expect(told[part].bCubed['precision']).to.be.closeTo(p, 1e-9);
        expect(told[part].bCubed['recall']).to.be.closeTo(r, 1e-9);
        expect(told[part].bCubed['f1']).to.be.closeTo(f1(p, r), 1e-9);
      }
    }
  });

  it('puts together whoever shares a claim with whoever shares one', () => {
    const golds = goldGroups([
      { id: '1', claims: ['a'] },
      { id: '2', claims: ['c'] },
      { id: '3', claims: ['a', 'b'] },
      { id: '4', claims: [] },
      { id: '5', claims: ['b', 'c'] },
      { id: '6', claims: [] },
      { id: '7', group: 'a' },
    ]);
    expect(new Set(['1', '2', '3', '5'].map((id) => golds.get(id))).size).to.equal(1);
    expect(new Set(golds.values()).size).to.equal(4);
  });

  it('names what does not fit together', async () => {
    const reports = write('reports.jsonl', labels);
    const ranks = write('ranks.jsonl', asObjects());
    const gold = folder.write('gold.csv', 'id,group\n1,x\n2,\n');
    const found = write('groups.jsonl', groups);
    const wrong: [words: string[], said: RegExp][] = [
      [
        ['--ranks', write('few.jsonl', asObjects().slice(1)), '--reports', reports],
        /few\.jsonl lacks 1 of the 5 ids of .*reports\.jsonl: "r1"\.$/u,
      ],
      [
        ['--ranks', ranks, '--reports', write('less.jsonl', labels.slice(0, 1))],
        /less\.jsonl lacks 4 of the 5 ids of .*ranks\.jsonl: "r2", "r3", "r4", …\.$/u,
      ],
      [
        ['--ranks', write('two.jsonl', [...asObjects(), ...asObjects()]), '--reports', reports],
        /two\.jsonl, line 6: the id "r1" came before/u,
      ],
      [
        ['--ranks', ranks, '--reports', write('twice.jsonl', [...labels, ...labels])],
        /twice\.jsonl, line 6: the id "r1" came before/u,
      ],
      [
        [
          '--ranks',
          folder.write('apart.csv', 'id,claim,score\nr1,a,1\nr2,a,1\nr1,b,1\n'),
          '--reports',
          reports,
        ],
        /apart\.csv, line 4: the id "r1" came before/u,
      ],
      [
        ['--ranks', folder.write('same.csv', 'id,claim,score\nr1,a,1\nr1,a,1\n'), '--reports', reports],
        /same\.csv, line 3: the claim "a" stands there twice/u,
      ],
      [
        ['--ranks', folder.write('none.csv', 'id,claim,score\nr1,a,\n'), '--reports', reports],
        /none\.csv, line 2: score: is empty/u,
      ],
      [
        [
          '--ranks',
          write('high.jsonl', [{ id: 'r1', matches: [{ claim: 'a', score: 12 }] }]),
          '--reports',
          reports,
        ],
        /high\.jsonl, line 1: matches\.0\.score: must be from 0 to 1/u,
      ],
      [
        ['--ranks', ranks, '--reports', write('no.jsonl', [{ id: 'r1', text: 'x' }])],
        /no\.jsonl, line 1: claims: must be a list of ids/u,
      ],
      [['--groups', found, '--reports', gold], /gold\.csv, line 3: .*needs claims or group/u],
      [['--ranks', ranks, '--groups', found, '--reports', reports], /--ranks FILE or --groups FILE/u],
    ];
    for (const [words, said] of wrong) {
      const thrown = await runVerb(['eval', ...words]).then(
        () => undefined,
        (error: unknown) => error,
      );
      expect(thrown, words.join(' ')).to.be.instanceOf(CommandError);
      expect((thrown as CommandError).message).to.match(said);
    }
  });
});
