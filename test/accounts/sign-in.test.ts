import { expect } from 'chai';
import { signIn as checkSignIn } from '../../src/accounts/sign-in.js';
import type { AppError } from '../../src/errors.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('accounts: signing in', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring({ env: { SIGN_IN_ATTEMPTS: '3' } });
  });
  after(() => saring.close());

  const post = (email: string, password: string, more: Record<string, string> = {}) =>
    saring.request
      .post('/masuk')
      .type('form')
      .send({ email, password, ...more });
  const tryWrong = async (who: TestPerson, times: number) => {
    for (let time = 0; time < times; time += 1) await post(who.person.email, 'salah sekali ini').expect(401);
  };

  it('asks for both fields and keeps the e-mail that was typed', async () => {
    const { text } = await post('ani@contoh.example', '').expect(400);
    expect(text).to.include('value="ani@contoh.example"').and.include('href="#password"');
  });

  it('leads from the desk to the form and back', async () => {
    const who = await aPerson(saring);
    const first = await saring.request.get('/meja?status=open').expect(303);
    expect(first.headers['location']).to.equal(`/masuk?next=${encodeURIComponent('/meja?status=open')}`);
    const answer = await post(who.person.email, who.password, { next: '/meja?status=open' }).expect(303);
    expect(answer.headers['location']).to.equal('/meja?status=open');
  });

  it('never leads to another site', async () => {
    const who = await aPerson(saring);
    for (const next of [
      '//contoh.example',
      '/\\contoh.example',
      'https://contoh.example',
      '/\t/contoh.example',
    ]) {
      const answer = await post(who.person.email, who.password, { next }).expect(303);
      expect(answer.headers['location']).to.equal('/meja');
    }
  });

  it('does not mind how the e-mail is written', async () => {
    const who = await aPerson(saring, { email: 'Budi.Contoh@Contoh.example' });
    await post(' BUDI.contoh@contoh.example ', who.password).expect(303);
  });

  it('says the same of a wrong password, an unknown e-mail and somebody disabled', async () => {
    const [who, gone] = [await aPerson(saring), await aPerson(saring)];
    await saring.context.models.Person.updateOne(
      { _id: gone.person._id },
      { $set: { disabledAt: new Date() } },
    );
    const tried: [string, string][] = [
      [who.person.email, 'salah sekali ini'],
      ['tidak-ada@contoh.example', 'salah sekali ini'],
      [gone.person.email, gone.password],
    ];
    const said = new Set<string>();
    for (const [email, password] of tried) {
      const { text } = await post(email, password).expect(401);
      said.add(text.replaceAll(email, 'E'));
    }
    expect(said.size).to.equal(1);
  });

  it('refuses operators in place of texts', async () => {
    await saring.request
      .post('/masuk')
      .send({ email: { $gt: '' }, password: { $gt: '' } })
      .expect(400);
  });

  it('gives a new session id: one that was planted before opens nothing', async () => {
    const who = await aPerson(saring);
    const browser = await signIn(saring, who);
    const planted = browser.jar.getCookie('saring', {
      domain: '127.0.0.1',
      path: '/',
      secure: false,
      script: false,
    });
    const again = await browser
      .post('/masuk')
      .type('form')
      .send({ email: who.person.email, password: who.password })
      .expect(303);
    expect(String(again.headers['set-cookie']))
      .to.match(/(^|,)saring=/)
      .and.not.include(planted?.value ?? '');
    await saring.request.get('/meja/akun').set('Cookie', `saring=${planted?.value}`).expect(303);
  });

  it('gives a cookie that scripts cannot read and other sites cannot send', async () => {
    const who = await aPerson(saring);
    const answer = await post(who.person.email, who.password).expect(303);
    expect(String(answer.headers['set-cookie'])).to.include('HttpOnly').and.include('SameSite=Lax');
  });

  it('gives no cookie to somebody who only looks', async () => {
    const answer = await saring.request.get('/masuk').expect(200);
    expect(answer.headers['set-cookie']).to.equal(undefined);
  });

  it('refuses a form that another site sends', async () => {
    const who = await aPerson(saring);
    await post(who.person.email, who.password).set('Sec-Fetch-Site', 'cross-site').expect(403);
    await post(who.person.email, who.password).set('Origin', 'https://contoh.example').expect(403);
  });

  describe('locks an account', () => {
    it('after so many wrong passwords, also for the right one, until the time is over', async () => {
      const who = await aPerson(saring);
      await tryWrong(who, 3);
      await post(who.person.email, who.password).expect(401);
      saring.clock.advance(14);
      await post(who.person.email, who.password).expect(401);
      saring.clock.advance(2);
      await post(who.person.email, who.password).expect(303);
    });

    it('counting from the last right one', async () => {
      const who = await aPerson(saring);
      await tryWrong(who, 2);
      await post(who.person.email, who.password).expect(303);
      await tryWrong(who, 2);
      await post(who.person.email, who.password).expect(303);
    });

    it('by guesses that are sent at the same moment, too: a right one after them comes too late', async () => {
      const { person, password } = await aPerson(saring);
      const guess = (guessed: string) =>
        checkSignIn(saring.context, { email: person.email, password: guessed }).then(
          () => 'in',
          (error: AppError) => error.code,
        );
      const wrong = await Promise.all(Array.from({ length: 8 }, () => guess('salah sekali ini')));
      expect(new Set(wrong)).to.deep.equal(new Set(['not_signed_in']));
      expect(await guess(password)).to.equal('not_signed_in');
    });
  });

  it('signs out: the cookie opens nothing afterwards, even if it was copied', async () => {
    const browser = await signIn(saring, 'verifier');
    const copied = browser.jar.getCookie('saring', {
      domain: '127.0.0.1',
      path: '/',
      secure: false,
      script: false,
    });
    await browser.get('/meja/akun').expect(200);
    await browser.post('/keluar').expect(303).expect('Location', '/');
    await saring.request.get('/meja/akun').set('Cookie', `saring=${copied?.value}`).expect(303);
  });
});

describe('accounts: many accounts tried from one address', () => {
  it('are answered 429 with a time to wait, before any more passwords are looked at', async () => {
    const saring = await startSaring({ env: { SIGN_IN_ATTEMPTS: '1' } });
    try {
      const statuses: number[] = [];
      for (let account = 0; account < 8; account += 1) {
        const { status, headers } = await saring.request
          .post('/masuk')
          .type('form')
          .send({ email: `orang${account}@contoh.example`, password: 'musim hujan 2026' });
        statuses.push(status);
        if (status === 429) expect(Number(headers['retry-after'])).to.be.within(1, 900);
      }
      expect(statuses).to.deep.equal([401, 401, 401, 401, 401, 401, 429, 429]);
    } finally {
      await saring.close();
    }
  });
});
