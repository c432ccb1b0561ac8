import { expect } from 'chai';
import { Types } from 'mongoose';
import { slugsFor } from '../../src/clarifications/slug.js';

describe('addresses of articles', () => {
  const id = new Types.ObjectId('64b7f0000000000000000001');
  const first = (title: string) => slugsFor(title, id).next().value;

  const tables: [string, string][] = [
    ['Bendungan Karangsari tidak jebol', 'bendungan-karangsari-tidak-jebol'],
    ['  Rp600.000 untuk semua?! ', 'rp600-000-untuk-semua'],
    ['Gempa “M9” — tidak dapat diramal', 'gempa-m9-tidak-dapat-diramal'],
    ['../../etc/passwd', 'etc-passwd'],
    ['🔥🔥🔥', 'klarifikasi-64b7f0000000000000000001'],
  ];
  for (const [title, slug] of tables) it(`${title} → ${slug}`, () => expect(first(title)).to.equal(slug));

  it('cuts long ones at a word', () => {
    const slug = first('kata '.repeat(40));
    expect(slug.length).to.be.at.most(80);
    expect(slug).to.match(/^(kata-)+kata$/);
    expect(first('a'.repeat(300)).length).to.be.at.most(80);
  });

  it('goes on with numbers', () => {
    const slugs = slugsFor('Sama', id);
    expect([slugs.next().value, slugs.next().value, slugs.next().value]).to.deep.equal([
      'sama',
      'sama-2',
      'sama-3',
    ]);
  });
});
