import { expect } from 'chai';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('reading an uploaded form', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('refuses names that would make a list with millions of holes', async () => {
    for (const path of ['/api/v1/reports', '/lapor']) {
      for (const name of ['text[20000]', 'urls[20000]', 'contact[20000]', 'a[20000][x]', 'a[b][c][d]']) {
        await saring.request.post(path).field(name, 'https://contoh.example/a').expect(400);
      }
    }
    const { body } = await saring.request.post('/api/v1/reports').field('urls[20000]', 'x').expect(400);
    expect(body.error.fields).to.deep.equal({ 'urls[20000]': 'Nama isian tidak dapat dibaca.' });
  });

  it('still reads lists and addresses as programs name them', async () => {
    const { body } = await saring.request
      .post('/api/v1/reports')
      .field('text', 'Bendungan Karangsari jebol tadi malam, warga diminta mengungsi')
      .field('urls[]', 'https://contoh.example/a')
      .field('urls[]', 'https://contoh.example/b')
      .field('contact[email]', 'warga@contoh.example')
      .expect(201);
    const report = await saring.context.models.Report.findOne({ ticket: body.ticket })
      .select('+contact')
      .lean();
    expect(report?.urls).to.have.length(2);
    expect(report?.contact?.email).to.equal('warga@contoh.example');
  });
});
