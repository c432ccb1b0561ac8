import { expect } from 'chai';
import { initialPriority } from '../../../src/claims/priority-setting.js';
import { aPerson, signIn, type TestPerson } from '../../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim } from '../../helpers/claims.js';
import { messages } from '../../helpers/reports.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

describe('claims: how harmful', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi' });
  });
  after(() => saring.close());

  const mark = (id: unknown, body: object, who?: TestPerson) => {
    const asked = saring.request.post(`/api/v1/claims/${String(id)}/harm`).send(body);
    return who ? asked.set('Authorization', `Bearer ${who.token}`) : asked;
  };

  it('is marked through the API: failures first', async () => {
    const { _id } = await aClaim(saring);
    await mark(_id, { level: 'gawat' }, ratna).expect(400);
    await mark(_id, { level: 'high', lain: 1 }, ratna).expect(400);
    await mark(_id, { level: 'high' }).expect(401);
    await mark('ffffffffffffffffffffffff', { level: 'high' }, ratna).expect(404);
    const merged = await aClaim(saring, { status: 'merged' });
    await mark(merged._id, { level: 'high' }, ratna).expect(409);
    const { body } = await mark(_id, { level: 'high', version: 0 }, ratna).expect(200);
    expect(body.harm).to.deep.include({ level: 'high', by: 'Ratna' });
    expect(body.parts.harm).to.equal((initialPriority.topics.other + 1) / 2);
    expect(body.why).to.include('bahaya tinggi');
    expect(body.version).to.equal(1);
  });

  it('tells the second of two at once who was first, and keeps the first mark', async () => {
    const { _id } = await aClaim(saring);
    const [first, second] = await Promise.all([
      mark(_id, { level: 'severe', version: 0 }, ratna),
      mark(_id, { level: 'low', version: 0 }, budi),
    ]);
    expect([first.status, second.status]).to.have.members([200, 409]);
    const lost = first.status === 409 ? first : second;
    const winner = first.status === 200 ? 'Ratna' : 'Budi';
    expect(lost.body.error.message).to.equal(`${winner} sudah mengubah tanda bahaya klaim ini baru saja.`);
    expect((await readClaim(saring, _id)).harm?.by.name).to.equal(winner);
  });

  it('is marked on the page, told in the history, taken away, and is no work on the claim', async () => {
    const { claim } = await aReportedClaim(saring, [messages.dam]);
    const page = `/meja/klaim/${String(claim._id)}`;
    const hers = await signIn(saring, ratna);
    saring.clock.advance(9 * 60);
    await hers.post(`${page}/bahaya`).type('form').send({ version: '0', level: 'severe' }).expect(303);
    const { text } = await hers.get(page).expect(200);
    expect(text).to.include('Tanda bahaya disimpan.').and.include('Tanda bahaya: Berat');
    expect(text)
      .to.match(/id="bahaya-severe"[^>]* checked/)
      .and.include('Ditandai Ratna,');
    expect(text).to.match(/Prioritas [\d,]+% &#x3D; bahaya × kecepatan × jangkauan × waktu tunggu/);
    expect(text).to.include('belum disentuh 9 jam');
    const raced = await (
      await signIn(saring, budi)
    )
      .post(`${page}/bahaya`)
      .type('form')
      .send({ version: '0', level: 'low' })
      .expect(409);
    expect(raced.text).to.include('Ratna sudah mengubah tanda bahaya klaim ini baru saja.');
    await hers.post(`${page}/bahaya`).type('form').send({ version: '1', level: 'none' }).expect(303);
    const after = await readClaim(saring, claim._id);
    expect(after).to.not.have.any.keys('harm', 'touchedAt');
    expect((await hers.get(page)).text)
      .to.include('Tanda bahaya dihapus')
      .and.include('Sebelumnya: Berat');
    await hers.post(`${page}/ambil`).type('form').send({ version: '2' }).expect(303);
    expect((await readClaim(saring, claim._id)).touchedAt).to.deep.equal(saring.clock.now());
  });

  it('lifts a claim in the queue at once, and the API says by which parts', async () => {
    const low = await aReportedClaim(saring, [messages.garlic]);
    const high = await aReportedClaim(saring, [messages.voucher]);
    await mark(low.claim._id, { level: 'severe' }, ratna).expect(200);
    await mark(high.claim._id, { level: 'low' }, ratna).expect(200);
    const { body } = await saring.request
      .get('/api/v1/queue')
      .set('Authorization', `Bearer ${ratna.token}`)
      .expect(200);
    const items = body.items as {
      id: string;
      priority: number;
      parts: Record<string, number>;
      reason: string;
    }[];
    const places = [low, high].map(({ claim }) => items.findIndex(({ id }) => id === String(claim._id)));
    expect(places[0]).to.be.below(places[1] ?? 0);
    const item = items[places[0] ?? 0];
    const product = Object.values(item?.parts ?? {}).reduce((all, part) => all * part, 1);
    expect(product).to.be.closeTo(item?.priority ?? 0, 0.001);
    expect(item?.reason).to.equal('1 laporan, bahaya berat');
  });
});
