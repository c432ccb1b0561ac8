import { expect } from 'chai';
import { CommandError } from '../../src/commands/match/command-error.js';
import { readRecords, type ReadingOptions } from '../../src/commands/match/read-records.js';
import { LabelledReport, ReportRecord } from '../../src/commands/match/records.js';
import { readTrainingData, trainingSources } from '../../src/commands/match/read-training-data.js';
import { openSource } from '../../src/commands/match/source.js';
import { aFolder, type Folder } from './run-match.js';

describe('commands: match, reading', () => {
  let folder: Folder;
  beforeEach(() => {
    folder = aFolder();
  });
  afterEach(() => folder.remove());

  async function readAll(name: string, content: string | Buffer, options: ReadingOptions = {}) {
    const source = openSource('reports', folder.write(name, content));
    const reading = readRecords(source, ReportRecord, options);
    const found: [id: string, text: string, line: number][] = [];
    for await (const { value, line } of reading.records) found.push([value.id, value.text, line]);
    return { found, dialect: reading.dialect() };
  }

  async function errorOf(reading: Promise<unknown>): Promise<string> {
    const thrown = await reading.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(CommandError);
    return (thrown as CommandError).message.replaceAll(`${folder.path('')}/`, '');
  }

  const good: [what: string, name: string, content: string, options: ReadingOptions, found: unknown][] = [
    [
      'JSON Lines',
      'a.jsonl',
      '\uFEFF{"id":1,"text":"x"}\r\n\n{"id":"b","text":""}',
      {},
      [
        ['1', 'x', 1],
        ['b', '', 3],
      ],
    ],
    [
      'JSON fields by other names',
      'a.jsonl',
      '{"id":"no","nr":5,"isi":"x"}',
      { idColumn: 'nr', textColumn: 'isi' },
      [['5', 'x', 1]],
    ],
    [
      'JSON Lines with their numbers as ids',
      'a.jsonl',
      '\n{"id":"a","text":"x"}',
      { lineIds: true },
      [['2', 'x', 2]],
    ],
    ['a name without an ending', 'a', '{"id":1,"text":"x"}', {}, [['1', 'x', 1]]],
    ['a name without an ending, said to be CSV', 'a', 'id,text\n1,x', { format: 'csv' }, [['1', 'x', 2]]],
    ['an ending that says more than --format', 'a.csv', 'id,text\n1,x', { format: 'jsonl' }, [['1', 'x', 2]]],
    ['columns in any order and case', 'a.csv', 'Waktu, TEXT ,Id\n7,x,1', {}, [['1', 'x', 2]]],
    [
      'quotes, separators and line breaks in cells',
      'a.csv',
      'id,text\r\n1,"a, ""b""\r\nc"\r\n2,d\r\n',
      {},
      [
        ['1', 'a, "b"\r\nc', 2],
        ['2', 'd', 4],
      ],
    ],
    [
      'old line ends',
      'a.csv',
      'id,text\r1,x\r2,y\r',
      {},
      [
        ['1', 'x', 2],
        ['2', 'y', 3],
      ],
    ],
    [
      'mixed line ends and rows without content',
      'a.csv',
      'id,text\r\n\r\n1,x\n,\n2,y',
      {},
      [
        ['1', 'x', 3],
        ['2', 'y', 5],
      ],
    ],
    [
      'no column for the id',
      'a.csv',
      'text\n"x\ny"\nz\n',
      {},
      [
        ['2', 'x\ny', 2],
        ['4', 'z', 4],
      ],
    ],
    ['tabs by the ending', 'a.tsv', 'id\ttext\n1\tx, y; z\n', {}, [['1', 'x, y; z', 2]]],
    ['tabs by the header', 'a.csv', 'id\ttext\n1\tx, y\n', {}, [['1', 'x, y', 2]]],
    [
      'formulas that were made harmless',
      'a.csv',
      "id,text\n'+62,'=1\n'a,'\n",
      {},
      [
        ['+62', '=1', 2],
        ["'a", "'", 3],
      ],
    ],
    ['only a header', 'a.csv', 'id,text\n', {}, []],
    ['nothing', 'a.csv', '', {}, []],
  ];
  for (const [what, name, content, options, found] of good) {
    it(`reads ${what}`, async () => {
      expect((await readAll(name, content, options)).found).to.deep.equal(found);
    });
  }

  it('reads text that is cut anywhere by the chunks of a file', async () => {
    const rows = Array.from({ length: 3000 }, (_, at) => `${at},"${'é😀'.repeat(at % 50)}\n"`);
    const { found } = await readAll('a.csv', `id,text\n${rows.join('\n')}`);
    expect(found).to.have.length(3000);
    for (const [at, [id, text, line]] of found.entries()) {
      expect([id, text, line]).to.deep.equal([String(at), `${'é😀'.repeat(at % 50)}\n`, 2 + 2 * at]);
    }
  });

  it('knows how the CSV is written', async () => {
    expect((await readAll('a.csv', '\uFEFFid;text\n1;x')).dialect).to.deep.equal({
      separator: ';',
      mark: true,
    });
    expect((await readAll('a.csv', 'id,"a;b;c",text\n1,,x')).dialect).to.deep.equal({
      separator: ',',
      mark: false,
    });
    expect((await readAll('a.jsonl', '')).dialect).to.deep.equal({ separator: ',', mark: false });
  });

  const utf16 = Buffer.from('\uFEFFid,text\n1,x\n', 'utf16le');
  const wrong: [
    what: string,
    name: string,
    content: string | Buffer,
    options: ReadingOptions,
    said: RegExp,
  ][] = [
    [
      'broken JSON',
      'a.jsonl',
      '{"id":"a","text":"x"}\n{"id":"b","text":',
      {},
      /^a\.jsonl, line 2: not JSON \(/u,
    ],
    ['a missing text', 'a.jsonl', '\n{"id":"b"}', {}, /^a\.jsonl, line 2: text: must be a text\.$/u],
    [
      'a missing text by another name',
      'a.jsonl',
      '{"id":"b","text":"x"}',
      { textColumn: 'isi' },
      /line 1: isi: must be a text/u,
    ],
    ['a missing id', 'a.jsonl', '{"text":"b"}', {}, /line 1: id: must be a text or a number/u],
    ['an empty id', 'a.jsonl', '{"id":"","text":"b"}', {}, /line 1: id: is empty/u],
    ['a list', 'a.jsonl', '[1,2]', {}, /line 1: the line: /u],
    ['JSON that is not UTF-8', 'a.jsonl', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), {}, /line 1: not UTF-8/u],
    [
      'CSV that is not UTF-8',
      'a.csv',
      Buffer.from('id,text\n1,x\n2,caf\xe9\n', 'latin1'),
      {},
      /line 3: not UTF-8 text/u,
    ],
    ['CSV in UTF-16', 'a.csv', utf16, {}, /line 1: UTF-16, .* "CSV UTF-8"/u],
    [
      'no column of texts',
      'a.csv',
      'id,pesan\n1,x\n',
      {},
      /line 2: there is no column "text"\. The columns are: id, pesan\. --text-column/u,
    ],
    [
      'no column as named for the id',
      'a.csv',
      'id,text\n1,x\n',
      { idColumn: 'nomor' },
      /line 1: there is no column "nomor"/u,
    ],
    [
      'two columns of one name',
      'a.csv',
      'id,text,Text\n1,x,y\n',
      {},
      /line 1: two columns are called "text"/u,
    ],
    ['an empty id in CSV', 'a.csv', 'no,text\n1,x\n,y\n', { idColumn: 'no' }, /line 3: no: is empty/u],
    ['too many cells', 'a.csv', 'id,text\n1,"x\ny"\n2,y,z\n', {}, /line 4: 3 cells where the header has 2/u],
    ['too few cells', 'a.csv', 'id,text\n1\n', {}, /line 2: 1 cells where the header has 2/u],
    [
      'a quote that never closes',
      'a.csv',
      'id,text\n1,"x\ny"\n2,"z\n3,x\n',
      {},
      /line 4, column "text": .*never closes/u,
    ],
    [
      'a quote inside a plain cell',
      'a.csv',
      'id,text\n1,x\n2,say "y"\n',
      {},
      /line 3, column "text": a quotation mark/u,
    ],
    ['text after a quoted cell', 'a.csv', 'id,text\n1,"x"y\n', {}, /line 2, column "text": text follows/u],
    [
      'an endless row',
      'a.csv',
      `id,text\n1,"${'x\n'.repeat(9 * 1024 * 1024)}"`,
      {},
      /line 2.*longer than 16 MB/u,
    ],
    [
      'an endless line',
      'a.jsonl',
      Buffer.alloc(17 * 1024 * 1024, 0x78),
      {},
      /line 1: the line is longer than 16 MB/u,
    ],
  ];
  for (const [what, name, content, options, said] of wrong) {
    it(`says where there is ${what}`, async () => {
      expect(await errorOf(readAll(name, content, options))).to.match(said);
    });
  }

  it('reads lists of claims from a cell', async () => {
    const source = openSource('reports', folder.write('a.csv', 'id,text,claims\n1,x, 12 ;b\n2,y,\n'));
    const found: string[][] = [];
    for await (const { value } of readRecords(source, LabelledReport, {}).records) found.push(value.claims);
    expect(found).to.deep.equal([['12', 'b'], []]);
  });

  describe('what is learned from', () => {
    const claims = '{"id":1,"text":"Air garam","title":"Judul"}\n{"id":"b","text":"Hujan"}\n';

    it('comes in pairs of files, each a set of its own', async () => {
      const sources = trainingSources({
        claims: [folder.write('c1.jsonl', claims), folder.write('c2.csv', 'id,text\n1,Gempa\n')],
        reports: [
          folder.write(
            'r1.jsonl',
            '{"id":"x","text":"air","claims":[1,"b"]}\n{"id":"y","text":"?","claims":[]}',
          ),
          folder.write('r2.csv', 'id,text,claims\nx,gempa,1\n'),
        ],
      });
      expect(await readTrainingData(sources, {})).to.deep.equal([
        {
          claims: [
            { id: '1', texts: ['Air garam\nJudul'] },
            { id: 'b', texts: ['Hujan'] },
          ],
          reports: [
            { id: 'x', text: 'air', claims: ['1', 'b'] },
            { id: 'y', text: '?', claims: [] },
          ],
        },
        {
          claims: [{ id: '1', texts: ['Gempa'] }],
          reports: [{ id: 'x', text: 'gempa', claims: ['1'] }],
        },
      ]);
    });

    it('names what does not fit together', async () => {
      const path = folder.write('c.jsonl', claims);
      expect(() => trainingSources({ claims: [path], reports: [] })).to.throw(
        CommandError,
        'there are 1 of the one and 0 of the other',
      );
      const reading = (reports: string): Promise<unknown> =>
        readTrainingData(
          trainingSources({ claims: [path], reports: [folder.write('r.jsonl', reports)] }),
          {},
        );
      const one = '{"id":"x","text":"air","claims":["1"]}\n';
      expect(await errorOf(reading(`${one}{"id":"y","text":"air","claims":["7"]}`))).to.match(
        /^r\.jsonl, line 2: claims: .*c\.jsonl has no claim "7"\.$/u,
      );
      expect(await errorOf(reading(one + one))).to.match(/line 2: a report with the id "x" came before/u);
      expect(await errorOf(reading('{"id":"x","text":"air"}'))).to.match(
        /line 1: claims: must be a list of ids/u,
      );
    });
  });
});
