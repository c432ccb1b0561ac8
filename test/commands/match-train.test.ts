import { expect } from 'chai';
import { readModel, shippedModel } from '../../src/matching/model.js';
import { aFolder, runMatch, type Folder } from './run-match.js';

const things =
  'garam bawang vaksin telur beras minyak kuota pulsa gula kopi teh susu roti ikan ayam sabun tisu masker payung sepatu tikar ember'.split(
    ' ',
  );

describe('commands: match train', function () {
  this.timeout(120_000);
  let folder: Folder;
  beforeEach(() => {
    folder = aFolder();
  });
  afterEach(() => folder.remove());

  const lines = (objects: readonly object[]) => objects.map((one) => `${JSON.stringify(one)}\n`).join('');
  function written(): [claims: string, reports: string] {
    const claims = things.map((thing) => ({
      id: thing,
      text: `${thing} dari pasar Sukamaju berbahaya bagi anak`,
    }));
    const reports = things.flatMap((thing) => [
      {
        id: `${thing} 1`,
        text: `Katanya ${thing} dari pasar Sukamaju itu berbahaya, benar?`,
        claims: [thing],
      },
      { id: `${thing} 2`, text: `Harga ${thing} naik dua kali lipat minggu ini`, claims: [] },
    ]);
    return [folder.write('claims.jsonl', lines(claims)), folder.write('reports.jsonl', lines(reports))];
  }

  it('writes a model that rank takes', async () => {
    const [claims, reports] = written();
    const out = folder.path('model.json');
    const trained = await runMatch('train', '--claims', claims, '--reports', reports, '--out', out);
    expect(trained.error).to.include('learned from').and.include('MATCHING_MODEL=');
    expect(trained.code).to.equal(0);
    expect(readModel(out).claim).not.to.deep.equal(shippedModel().claim);
    const ranked = await runMatch('rank', '--claims', claims, '--reports', reports, '--model', out);
    expect(ranked.code).to.equal(0);
    expect(ranked.out).to.include('"matches":[{"claim":"garam"');
  });

  const wrong: [what: string, words: () => string[], told: RegExp][] = [
    ['nothing to learn from', () => [], /either --claims and --reports, or --from-store/u],
    [
      'both things to learn from',
      () => ['--from-store', '--claims', written()[0], '--reports', written()[1]],
      /either --claims/u,
    ],
    ['claims without reports', () => ['--claims', written()[0]], /pairs/u],
    [
      'a model that is none',
      () => ['--from-store', '--model', folder.write('no.json', '{}')],
      /--model: .*no\.json/u,
    ],
    [
      'reports that are all right',
      () => [
        '--claims',
        written()[0],
        '--reports',
        folder.write(
          'right.jsonl',
          lines([{ id: 1, text: 'garam dari pasar Sukamaju berbahaya sekali', claims: ['garam'] }]),
        ),
      ],
      /too little to learn from/u,
    ],
  ];
  for (const [what, words, told] of wrong) {
    it(`refuses ${what} in a sentence`, async () => {
      const { code, error } = await runMatch('train', ...words());
      expect(code).to.equal(1);
      expect(error).to.match(told).and.not.include('    at ');
    });
  }
});
