import { expect } from 'chai';
import * as fc from 'fast-check';
import { createSearchIndex } from '../../src/matching/search-index.js';
import { editDistance } from '../../src/matching/vocabulary.js';

function articles() {
  const index = createSearchIndex();
  index.set('chip', ['Vaksin Covid-19 tidak berisi chip pelacak', 'Isi vaksin diawasi badan pengawas obat.']);
  index.set('gempa', ['Tidak ada ramalan gempa besar di Cianjur', 'Gempa tidak dapat diramalkan waktunya.']);
  index.set('bansos', [
    'Tautan pendaftaran bantuan sosial itu palsu',
    'Penipu mencuri data lewat tautan itu.',
  ]);
  index.set('sulut', ['Air rebusan daun tidak menyembuhkan diabetes', 'Jangan hentikan obat dari dokter.']);
  return index;
}

function ids(query: string): string[] {
  return articles()
    .search(query)
    .map((hit) => hit.id);
}

describe('searching', () => {
  const cases: [what: string, query: string, first: string][] = [
    ['words', 'vaksin chip', 'chip'],
    ['a left-out letter', 'vaksn', 'chip'],
    ['a swapped pair of letters', 'gepma cianjur', 'gempa'],
    ['a wrong letter', 'diabetis', 'sulut'],
    ['two slips in a long word', 'pendaptran', 'bansos'],
    ['other word forms', 'divaksinasi', 'chip'],
    ['a prefixed verb', 'peramalan', 'gempa'],
    ['a chat abbreviation', 'bansos', 'bansos'],
    ['upper case and emoji', 'GEMPA 😱', 'gempa'],
    ['only stop words, if that is all there is', 'jangan', 'sulut'],
  ];
  for (const [what, query, first] of cases) {
    it(`finds by ${what}`, () => expect(ids(query)[0]).to.equal(first));
  }

  it('finds nothing for nonsense', () => {
    for (const query of ['', '   ', '!!!', 'qwxzkj', 'zzzzzzzzzzzz', '\ud800'])
      expect(ids(query)).to.deep.equal([]);
  });

  it('puts documents with more of the query first', () => {
    const index = createSearchIndex();
    index.set('one', ['gempa di laut']);
    index.set('both', ['gempa dan tsunami di laut']);
    expect(index.search('gempa tsunami').map((hit) => hit.id)).to.deep.equal(['both', 'one']);
  });

  it('weighs the title more than the rest', () => {
    const index = createSearchIndex();
    index.set('body', ['Kabar lain', 'tentang garam']);
    index.set('title', ['Kabar garam', 'tentang lain']);
    expect(index.search('garam')[0]?.id).to.equal('title');
  });

  it('forgets what is removed and replaced', () => {
    const index = articles();
    index.remove('chip');
    index.remove('no such article');
    expect(index.search('vaksin')).to.deep.equal([]);
    index.set('gempa', ['Tentang banjir']);
    expect(index.search('cianjur')).to.deep.equal([]);
    expect(index.search('banjir')[0]?.id).to.equal('gempa');
    expect(index.size).to.equal(3);
  });

  it('finds after any changes what an index of what is left finds', () => {
    const words = ['gempa', 'banjir', 'vaksin', 'garam', 'pelabuhan', 'diabetes', 'menyembuhkan', '600'];
    const text = fc.array(fc.constantFrom(...words), { maxLength: 6 }).map((some) => some.join(' '));
    const change = fc.record({ id: fc.nat(12).map(String), texts: fc.option(fc.tuple(text, text)) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 120 }), text, (changes, query) => {
        const changed = createSearchIndex();
        const left = new Map<string, [string, string]>();
        for (const { id, texts } of changes) {
          if (texts) changed.set(id, texts);
          else changed.remove(id);
          if (texts) left.set(id, texts);
          else left.delete(id);
        }
        const fresh = createSearchIndex();
        for (const [id, texts] of left) fresh.set(id, texts);
        for (const asked of [query, 'gmepa', 'diabetis', 'pelabuan']) {
          expect(changed.search(asked)).to.deep.equal(fresh.search(asked));
        }
        expect(changed.size).to.equal(fresh.size);
      }),
    );
  });

  it('gives scores in 0…1, best first, at most as many as asked', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fc.array(fc.lorem(), { maxLength: 8 }),
        (query, texts) => {
          const index = createSearchIndex();
          texts.forEach((text, at) => index.set(String(at), [text]));
          const hits = index.search(texts[0] ?? query, 3);
          expect(hits.length).to.be.at.most(3);
          hits.forEach((hit, at) => {
            expect(hit.score).to.be.within(0, 1);
            expect(hit.score).to.be.at.most(hits[at - 1]?.score ?? 1);
          });
          index.search(query);
        },
      ),
    );
  });
});

describe('edit distance', () => {
  const cases: [string, string, number][] = [
    ['vaksin', 'vaksin', 0],
    ['vaksin', 'vaksn', 1],
    ['vaksin', 'vkasin', 1],
    ['vaksin', 'faksim', 2],
    ['vaksin', 'gempa', 3],
    ['', 'ab', 2],
  ];
  for (const [left, right, edits] of cases) {
    it(`is ${edits} from “${left}” to “${right}”`, () =>
      expect(editDistance(left, right, 2)).to.equal(edits));
  }
});
