import { expect } from 'chai';
import { createGrouper } from '../../src/matching/grouper.js';

const dam =
  'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi ke balai kecamatan';
const garlic = 'Minum rebusan bawang putih tiga kali sehari menyembuhkan diabetes tanpa obat dokter';

function groupsOf(texts: readonly string[]): number[] {
  const grouper = createGrouper();
  const placed = texts.map((text) => grouper.place(text));
  return placed.map((report) => grouper.groupOf(report));
}

describe('groups of a stream', () => {
  it('are called by their first report', () => {
    expect(groupsOf([dam, garlic, `${dam}!!!`, `AWAS ${garlic}`])).to.deep.equal([0, 1, 0, 1]);
  });

  it('become one when a later report repeats both', () => {
    const [first, second] = [
      'Bendungan Karangsari jebol tadi malam akibat hujan deras',
      'Warga Sukamaju Margahayu diminta mengungsi ke balai kecamatan Cibodas',
    ];
    const both = `${first}. ${second}`;
    expect(groupsOf([first, second])).to.deep.equal([0, 1]);
    expect(groupsOf([first, second, both])).to.deep.equal([0, 0, 0]);
  });

  it('keep texts without words apart', () => {
    expect(groupsOf(['', '🙏', '...'])).to.deep.equal([0, 1, 2]);
  });

  it('compare later reports only with texts that say something new', () => {
    const grouper = createGrouper();
    for (let copy = 0; copy < 100; copy += 1) grouper.place(`${dam}${'!'.repeat(copy)}`);
    expect(grouper.size).to.equal(1);
  });
});
