import { expect } from 'chai';
import { nearness } from '../../src/matching/dates.js';
import { readMessage } from '../../src/matching/message.js';

const DAY = 24 * 60 * 60 * 1000;
const on = (iso: string): number => Date.parse(iso) / DAY;

describe('the date that a message closes with', () => {
  const dated: [text: string, iso: string][] = [
    ['Ular masuk rumah — Sari (@sari) January 6, 2020', '2020-01-06'],
    ['Ular masuk rumah. 6 Januari 2020', '2020-01-06'],
    ['Ular masuk rumah 17 Agt 2021 https://contoh.example/ular', '2021-08-17'],
    ['Ular masuk rumah 6/1/2020', '2020-01-06'],
  ];
  for (const [text, iso] of dated) {
    it(`is read from “${text}”`, () => expect(readMessage(text).writtenOn).to.equal(on(iso)));
  }
  for (const text of [
    '',
    'Pemilu 2024',
    'Pada 6 Januari 2020 ular masuk rumah',
    '31 Februari 2020',
    '40 Januari 2020',
  ]) {
    it(`is none in “${text}”`, () => expect(readMessage(text).writtenOn).to.equal(0));
  }

  it('is near within a week', () => {
    expect([0, 1, 3, 7, 8].map((days) => nearness(100, 100 + days))).to.deep.equal([1, 1, 0.8, 0.3, 0]);
  });
});
