import { expect } from 'chai';
import { bearer, signIn } from '../helpers/accounts.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('forged cursors', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const forged = (place: unknown) => Buffer.from(JSON.stringify(place)).toString('base64url');
  const id = 'a'.repeat(24);

  it('are refused when they name a time that no date can hold', async () => {
    const { claim } = await submitReport(saring);
    const token = await bearer(saring, 'verifier');
    const desk = await signIn(saring, 'verifier');
    for (const value of [8.65e15, -8.65e15, 1e308]) {
      const [named, pair] = [forged({ value, id }), forged([value, id])];
      await saring.request.get(`/api/v1/claims?cursor=${named}`).expect(400);
      await saring.request.get(`/api/v1/clarifications?cursor=${pair}`).expect(400);
      await saring.request
        .get(`/api/v1/claims/${String(claim)}?cursor=${named}`)
        .set('Authorization', `Bearer ${token}`)
        .expect(400);
      await desk.get(`/meja/klaim/${String(claim)}?cursor=${named}`).expect(400);
      await desk.get(`/meja/klarifikasi?cursor=${pair}`).expect(400);
      await desk.get(`/meja/pemberitahuan?status=kept&cursor=${pair}`).expect(400);
    }
  });

  it('of the first and the last moment that there is give what lies beyond', async () => {
    const { body } = await saring.request.get(`/api/v1/claims?cursor=${forged({ value: -8.64e15, id })}`);
    expect(body.items).to.deep.equal([]);
    await saring.request.get(`/api/v1/clarifications?cursor=${forged([8.64e15, id])}`).expect(200);
  });
});
