import { expect } from 'chai';
import { aPerson, bearer, signIn } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('accounts: who asks', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const queue = (authorization?: string) => {
    const asked = saring.request.get('/api/v1/queue');
    return authorization === undefined ? asked : asked.set('Authorization', authorization);
  };

  it('is nobody without a session or a token', async () => {
    const { body, headers } = await queue().expect(401);
    expect(body.error.code).to.equal('not_signed_in');
    expect(headers['www-authenticate']).to.equal('Bearer');
  });

  it('is refused with a token that is unknown, also where none is needed', async () => {
    for (const wrong of ['Bearer x', 'bearer saring_AAAA', `Bearer ${'a'.repeat(5000)}`]) {
      await queue(wrong).expect(401);
    }
    await saring.request.get('/api/v1/claims').set('Authorization', 'Bearer x').expect(401);
    await saring.request.get('/api/v1/claims').expect(200);
  });

  it('is somebody with their token, whatever the spelling of Bearer', async () => {
    const token = await bearer(saring);
    await queue(`Bearer ${token}`).expect(200);
    await queue(`bearer  ${token}`).expect(200);
  });

  it('is somebody with their session, for the API too', async () => {
    const browser = await signIn(saring, 'verifier');
    await browser.get('/api/v1/queue').expect(200);
  });

  it('cannot use a token on pages', async () => {
    const token = await bearer(saring, 'admin');
    await saring.request.get('/meja/orang').set('Authorization', `Bearer ${token}`).expect(303);
  });

  it('is refused when another site makes their browser call the API', async () => {
    const browser = await signIn(saring, 'verifier');
    await browser
      .post('/api/v1/claims/ffffffffffffffffffffffff/assign')
      .set('Sec-Fetch-Site', 'cross-site')
      .send({})
      .expect(403);
  });

  it('has the last use of a token kept to the minute', async () => {
    const { token, person } = await aPerson(saring);
    const usedAt = async () =>
      (await saring.context.models.Token.findOne({ person: person._id }).lean())?.lastUsedAt?.getTime();
    expect(await usedAt()).to.equal(undefined);
    await queue(`Bearer ${token}`).expect(200);
    const first = saring.clock.now().getTime();
    expect(await usedAt()).to.equal(first);
    saring.clock.advance(0.5);
    await queue(`Bearer ${token}`).expect(200);
    expect(await usedAt()).to.equal(first);
    saring.clock.advance(0.5);
    await queue(`Bearer ${token}`).expect(200);
    expect(await usedAt()).to.equal(first + 60_000);
  });

  it('says what was done on the next page, not to a picture that is fetched before it', async () => {
    const browser = await signIn(saring, 'verifier');
    await browser.post('/meja/akun/sesi/akhiri-lainnya').expect(303);
    await browser.get('/meja/gambar/ffffffffffffffffffffffff').set('Sec-Fetch-Dest', 'image').expect(404);
    expect((await browser.get('/meja/akun')).text).to.include('Semua peramban lain sudah dikeluarkan.');
    expect((await browser.get('/meja/akun')).text).not.to.include('Semua peramban lain sudah dikeluarkan.');
  });

  it('keeps what staff see out of shared caches', async () => {
    const browser = await signIn(saring, 'verifier');
    const { headers } = await browser.get('/meja').expect(200);
    expect(headers['cache-control']).to.include('no-store');
    const token = await bearer(saring, 'verifier');
    for (const asked of [
      browser.get('/api/v1/claims'),
      saring.request.get('/api/v1/claims').set('Authorization', `Bearer ${token}`),
    ]) {
      expect((await asked.expect(200)).headers['cache-control']).to.equal('private, no-store');
    }
  });
});
