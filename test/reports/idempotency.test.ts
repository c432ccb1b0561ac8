import { expect } from 'chai';
import { aPicture } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('an idempotency key', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const post = (key: string) => saring.request.post('/api/v1/reports').set('Idempotency-Key', key);
  const text = 'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi';

  it('gives the first ticket for the same report only, whatever differs', async () => {
    const first = { text, channel: 'whatsapp', region: 'ID-JB', contact: { email: 'satu@contoh.example' } };
    const { body } = await post('sama').send(first).expect(201);
    const again = await post('sama').send(first).expect(201);
    expect(again.body.ticket).to.equal(body.ticket);
    const others = [
      { ...first, contact: { email: 'dua@contoh.example' } },
      { ...first, contact: undefined },
      { ...first, channel: 'sms' },
      { ...first, region: undefined },
      { ...first, doubt: 'Tidak ada beritanya.' },
    ];
    for (const other of others) {
      const refused = await post('sama').send(other).expect(422);
      expect(refused.text).not.to.contain(body.ticket);
    }
    expect(await saring.context.models.Report.countDocuments()).to.equal(1);
  });

  it('gives no old ticket for another picture', async () => {
    const [one, other] = [await aPicture('png', { seed: 1 }), await aPicture('png', { seed: 2 })];
    const { body } = await post('gambar').attach('files', one, 'a.png').expect(201);
    const again = await post('gambar').attach('files', one, 'b.png').expect(201);
    expect(again.body.ticket).to.equal(body.ticket);
    await post('gambar').attach('files', other, 'a.png').expect(422);
  });
});
