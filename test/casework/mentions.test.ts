import { expect } from 'chai';
import { Types } from 'mongoose';
import { mentionsIn, runsOf } from '../../src/casework/mentions.js';

const person = (name: string) => ({ id: new Types.ObjectId(), name });
const ratna = person('Ratna Dewi');
const budi = person('Budi Santoso');
const otherBudi = person('Budi Hartono');
const eka = person('Eka');
const people = [ratna, budi, otherBudi, eka];

const namesIn = (text: string) => mentionsIn(text, people).map(({ name }) => name);

describe('casework: mentions', () => {
  for (const [text, names] of [
    ['tidak ada siapa-siapa', []],
    ['@Ratna tolong cek', ['Ratna Dewi']],
    ['@ratna dewi, tolong', ['Ratna Dewi']],
    ['(@Eka) dan @RATNA', ['Eka', 'Ratna Dewi']],
    ['@Ratna lalu @Ratna Dewi', ['Ratna Dewi']],
    // Two are called Budi: a whole name says which.
    ['@Budi cek', []],
    ['@Budi Hartono cek', ['Budi Hartono']],
    // Another word that begins alike, and an address.
    ['@Ekasari', []],
    ['kirim ke meja@eka.example', []],
    ['@', []],
    ['@@Eka', ['Eka']],
  ] as const) {
    it(`finds ${names.join(', ') || 'nobody'} in “${text}”`, () => {
      expect(namesIn(text)).to.deep.equal(names);
    });
  }

  it('names nobody by a whole name that two bear', () => {
    expect(mentionsIn('@Eka', [eka, person('eka')])).to.deep.equal([]);
  });

  it('cuts a text into what names somebody and what does not, and loses nothing', () => {
    const text = 'Halo @ratna dewi dan @Eka, bukan meja@eka.example. @Ekasari juga bukan.';
    const runs = runsOf(text, mentionsIn(text, people));
    expect(runs.map((run) => run.text).join('')).to.equal(text);
    expect(runs.filter((run) => run.person)).to.deep.equal([
      { text: '@ratna dewi', person: String(ratna.id) },
      { text: '@Eka', person: String(eka.id) },
    ]);
    expect(runsOf('', [])).to.deep.equal([]);
  });
});
