import { expect } from 'chai';
import { addAgency } from '../../src/agencies/add-agency.js';
import { listAgencies } from '../../src/agencies/list-agencies.js';
import { refusalOf } from '../helpers/errors.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('agencies', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const agency = {
    name: 'Badan Contoh Cuaca',
    shortName: 'BCC',
    url: 'https://cuaca.example/',
    topics: ['disaster' as const],
    about: 'Memantau cuaca.',
  };

  it('are added once, brought up to date, and listed by name', async () => {
    await addAgency(saring.context, { ...agency, name: 'Zat Contoh', shortName: 'ZC' });
    await addAgency(saring.context, agency);
    await addAgency(saring.context, { ...agency, about: 'Memantau cuaca dan gempa.' });
    expect(await listAgencies(saring.context)).to.deep.equal([
      { ...agency, slug: 'bcc', about: 'Memantau cuaca dan gempa.' },
      { ...agency, slug: 'zc', name: 'Zat Contoh', shortName: 'ZC' },
    ]);
  });

  const refused: [string, object][] = [
    ['a script for an address', { url: 'javascript:alert(1)' }],
    ['an unknown topic', { topics: ['x'] }],
    ['no name', { name: ' ' }],
    ['a slug that is none', { slug: '../x' }],
  ];
  for (const [what, change] of refused) {
    it(`are refused with ${what}`, async () => {
      const error = await refusalOf(addAgency(saring.context, { ...agency, ...change }));
      expect(error).to.include({ code: 'bad_input' });
      expect(await listAgencies(saring.context)).to.have.length(0);
    });
  }
});
