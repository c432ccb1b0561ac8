import { expect } from 'chai';
import { editClaim } from '../../src/claims/edit-claim.js';
import { takeClaim } from '../../src/claims/take-claim.js';
import { signIn } from '../helpers/accounts.js';
import { aPerson } from '../helpers/accounts.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('editing a claim', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('that is answered moves its article to the new topic, too', async () => {
    const desk = await aDesk(saring);
    const id = String((await submitReport(saring)).claim);
    const { slug } = await publish(saring, desk, { claims: [id] });
    const slugsOf = async (topic: string) => {
      const { body } = await saring.request.get(`/api/v1/clarifications?topic=${topic}`).expect(200);
      return (body as { items: { slug: string }[] }).items.map((item) => item.slug);
    };
    expect(await slugsOf('other')).to.deep.equal([slug]);
    await editClaim(saring.context, { id, by: desk.author.signedIn, topic: 'disaster' });
    expect(await slugsOf('disaster')).to.deep.equal([slug]);
    expect(await slugsOf('other')).to.deep.equal([]);
  });

  it('lists it on the public site while it is checked; taking it alone does not', async () => {
    const desk = await aDesk(saring);
    const by = desk.author.signedIn;
    const id = String((await submitReport(saring, { text: messages.garlic })).claim);
    const publicPage = async () => (await saring.request.get('/').expect(200)).text;
    const deskPage = async () => (await (await signIn(saring, 'verifier')).get(`/meja/klaim/${id}`)).text;
    await takeClaim(saring.context, { id, by });
    await editClaim(saring.context, { id, by, topic: 'health' });
    expect(await publicPage()).not.to.include('bawang putih');
    expect(await deskPage()).to.include('Setelah pernyataannya Anda rumuskan');
    await editClaim(saring.context, { id, by, statement: 'Rebusan bawang putih menyembuhkan diabetes' });
    expect(await publicPage()).to.include('Rebusan bawang putih menyembuhkan diabetes');
    expect(await deskPage()).to.include('Kalimat ini sekarang tampil di situs publik.');
  });

  it('is possible through the API, for staff, once a version', async () => {
    const id = String((await submitReport(saring, { text: messages.voucher })).claim);
    const { token } = await aPerson(saring);
    const patch = (body: object) =>
      saring.request.patch(`/api/v1/claims/${id}`).set('Authorization', `Bearer ${token}`).send(body);
    const statement = 'Supermarket membagikan voucher dua juta rupiah.';
    await saring.request.patch(`/api/v1/claims/${id}`).send({ statement }).expect(401);
    const bad = await patch({ statement: { $gt: '' }, topic: 'gosip', status: 'answered' }).expect(400);
    expect(Object.keys((bad.body as { error: { fields: object } }).error.fields)).to.have.members([
      'statement',
      'topic',
      'status',
    ]);
    const { body } = await patch({ statement, topic: 'finance', version: 0 }).expect(200);
    expect(body).to.include({ statement, topic: 'finance' });
    await patch({ statement: 'Terlambat', version: 0 }).expect(409);
  });
});
