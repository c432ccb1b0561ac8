import { expect } from 'chai';
import express from 'express';
import supertest from 'supertest';
import { Types } from 'mongoose';
import { sessions } from '../../src/web/sessions.js';
import { signIn } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('sessions', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('that are revoked while a request of theirs runs do not come back with what it leaves in them', async () => {
    const { config, models } = saring.context;
    const app = express();
    app.use(sessions(config, models.Session));
    app.post('/masuk', (request, response) => {
      request.session.person = String(new Types.ObjectId());
      response.end();
    });
    app.post('/kerja', async (request, response) => {
      await models.Session.deleteMany({});
      request.session.flash = { kind: 'done', message: 'Tersimpan.' };
      response.end();
    });
    app.get('/siapa', (request, response) => {
      response.json({ person: request.session.person ?? null });
    });
    const browser = supertest.agent(app);
    await browser.post('/masuk').expect(200);
    expect((await browser.get('/siapa')).body.person).to.be.a('string');
    await browser.post('/kerja').expect(200);
    expect((await browser.get('/siapa')).body.person).to.equal(null);
    expect(await models.Session.countDocuments()).to.equal(0);
  });

  it('keep what a request leaves in them', async () => {
    const browser = await signIn(saring, 'verifier');
    await browser.post('/meja/akun/sesi/akhiri-lainnya').expect(303);
    const first = await browser.get('/meja/akun').expect(200);
    const second = await browser.get('/meja/akun').expect(200);
    expect(first.text).to.contain('class="note done"');
    expect(second.text).not.to.contain('class="note done"');
  });
});
