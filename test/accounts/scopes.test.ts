import { expect } from 'chai';
import { lackedScope, scopeOf, scopes, scopesFor, type Scope } from '../../src/accounts/scopes.js';
import { addToken } from '../../src/accounts/tokens.js';
import { aPerson, bearer, signIn, type TestPerson } from '../helpers/accounts.js';
import { routesOf, type Route } from '../helpers/routes.js';
import { startSaring, type Saring } from '../helpers/saring.js';

/** A route's path with something in place of each parameter. */
const filled = (path: string) => path.replaceAll(/:\w+/g, 'f'.repeat(24));

describe('accounts: what a token may be used for', () => {
  const asked: [string, string, Scope | 'anyone' | undefined][] = [
    ['GET', '/api/v1/queue', 'read'],
    ['HEAD', '/api/v1/queue', 'read'],
    ['GET', '/api/v1/claims/abc', 'read'],
    ['POST', '/api/v1/claims/abc/assign', 'triage'],
    ['POST', '/API/V1/Claims/abc/Assign/', 'triage'],
    ['PATCH', '/api/v1/claims/abc', 'triage'],
    ['POST', '/api/v1/reports/abc/match', 'triage'],
    ['POST', '/api/v1/twins/abc', 'triage'],
    ['POST', '/api/v1/clarifications', 'write'],
    ['PATCH', '/api/v1/clarifications/abc', 'write'],
    ['POST', '/api/v1/clarifications/abc/submit', 'write'],
    ['POST', '/api/v1/clarifications/abc/publish', 'publish'],
    ['POST', '/api/v1/clarifications/abc/publish/', 'publish'],
    ['POST', '/api/v1/clarifications/abc/retract', 'publish'],
    ['POST', '/api/v1/people', 'administer'],
    ['POST', '/api/v1/match', 'anyone'],
    ['POST', '/api/v1/reports', 'anyone'],
    ['GET', '/api/v1/reports/SRG-7K3Q-9FXD', 'anyone'],
    ['GET', '/api/docs', 'anyone'],
    ['POST', '/api/v1/something-new', undefined],
  ];
  for (const [method, path, scope] of asked) {
    it(`asks ${scope ?? 'every scope'} for ${method} ${path}`, () => {
      expect(scopeOf(method, path)).to.equal(scope);
    });
  }

  it('is everything for a token from before there were scopes, and everything is needed where no row fits', () => {
    expect(lackedScope(undefined, 'POST', '/api/v1/something-new')).to.equal(undefined);
    expect(lackedScope(['read'], 'POST', '/api/v1/something-new')).to.equal('triage');
    expect(lackedScope(scopes, 'POST', '/api/v1/something-new')).to.equal(undefined);
    expect(lackedScope([], 'POST', '/api/v1/match')).to.equal(undefined);
    expect(lackedScope([], 'GET', '/api/v1/queue')).to.equal('read');
  });

  it('is never offered beyond what the person may', () => {
    expect(scopesFor('verifier')).to.deep.equal(['read', 'triage', 'write']);
    expect(scopesFor('editor')).to.include('publish').and.not.include('administer');
    expect(scopesFor('agency')).not.to.include('triage');
  });

  describe('on every route of the API', () => {
    let saring: Saring;
    let boss: TestPerson;
    let routes: Route[];
    before(async () => {
      saring = await startSaring();
      boss = await aPerson(saring, { role: 'admin' });
      routes = routesOf(saring.app).filter(({ path }) => path.startsWith('/api/v1/'));
    });
    after(() => saring.close());

    const call = ({ method, path }: Route, token?: string) => {
      const request = saring.request[method as 'get' | 'post' | 'patch' | 'delete' | 'put'](filled(path));
      return token === undefined ? request : request.set('Authorization', `Bearer ${token}`);
    };
    const token = async (held: readonly Scope[]) =>
      (await addToken(saring.context, boss.person._id, { label: held.join(' '), scopes: held })).token;

    it('is a scope that the table names', () => {
      expect(routes.length).to.be.greaterThan(25);
      for (const { method, path } of routes) {
        expect(scopeOf(method.toUpperCase(), filled(path)), `${method} ${path}`).not.to.equal(undefined);
      }
    });

    it('is refused without that scope, whose name is told, and let through with it', async () => {
      const without = new Map<Scope, string>();
      const only = new Map<Scope, string>();
      for (const scope of scopes) {
        without.set(scope, await token(scopes.filter((other) => other !== scope)));
        only.set(scope, await token([scope]));
      }
      let walked = 0;
      for (const route of routes) {
        const name = `${route.method} ${route.path}`;
        const scope = scopeOf(route.method.toUpperCase(), filled(route.path));
        const open = (await call(route)).status !== 401;
        if (scope === 'anyone' || scope === undefined) {
          expect(open, `${name} is open to anyone`).to.equal(true);
          continue;
        }
        const refused = await call(route, without.get(scope));
        expect(refused.status, name).to.equal(403);
        expect(refused.body.error.code).to.equal('not_allowed');
        expect(refused.body.error.message, name).to.include(`“${scope}”`);
        const let_ = await call(route, only.get(scope));
        expect(let_.status, `${name} with ${scope}`).not.to.be.oneOf([401, 500]);
        expect(let_.text ?? '', name).not.to.include('lingkup');
        walked += 1;
      }
      expect(walked).to.be.greaterThan(25);
    });

    it('is whatever the person may, for a token without scopes', async () => {
      const plain = await bearer(saring, 'verifier');
      for (const route of routes) {
        const answer = await call(route, plain);
        expect(answer.status, `${route.method} ${route.path}`).not.to.be.oneOf([401, 500]);
        expect(answer.text ?? '').not.to.include('lingkup');
      }
    });
  });

  describe('is chosen when it is made', () => {
    let saring: Saring;
    before(async () => {
      saring = await startSaring();
    });
    after(() => saring.close());

    it('from the scopes of one’s role, one at least', async () => {
      const browser = await signIn(saring, 'verifier');
      const make = (sent: object) => browser.post('/meja/akun/token').type('form').send(sent);
      expect((await browser.get('/meja/akun')).text)
        .to.include('value="triage"')
        .and.not.include('value="publish"');
      const none = await make({ label: 'bot' }).expect(400);
      expect(none.text).to.include('href="#scopes"').and.include('value="bot"');
      const beyond = await make({ label: 'bot', scopes: ['triage', 'publish'] }).expect(400);
      expect(beyond.text).to.match(/value="triage" checked/);
      await make({ label: 'bot', scopes: ['triage', 'semua'] }).expect(400);
      await make({ label: 'bot', scopes: 'read', days: '5' }).expect(400);
      await make({ label: 'bot', scopes: ['read', 'triage'], days: '30' }).expect(201);
      const { text } = await browser.get('/meja/akun').expect(200);
      expect(text).to.include('memilah laporan dan klaim').and.include('berlaku sampai');
    });

    it('with an end, after which it opens nothing', async () => {
      const who = await aPerson(saring);
      const { token } = await addToken(saring.context, who.person._id, {
        label: 'sebentar',
        scopes: ['read'],
        days: 30,
      });
      const queue = () => saring.request.get('/api/v1/queue').set('Authorization', `Bearer ${token}`);
      saring.clock.advance(30 * 24 * 60 - 1);
      await queue().expect(200);
      saring.clock.advance(1);
      const late = await queue().expect(401);
      expect(late.body.error.message).to.include('habis');
    });

    it('and the person and the audit log are told, without the token', async () => {
      const who = await aPerson(saring);
      const browser = await signIn(saring, who);
      const { text } = await browser
        .post('/meja/akun/token')
        .type('form')
        .send({ label: 'bot baru', scopes: 'read' })
        .expect(201);
      const token = /id="token-baru">(saring_[\w-]+)</.exec(text)?.[1] ?? '';
      const { AuditLine, Notice, Token } = saring.context.models;
      const made = await Token.findOne({ person: who.person._id, label: 'bot baru' }).lean();
      await browser.post(`/meja/akun/token/${String(made?._id)}/cabut`).expect(303);
      const lines = await AuditLine.find({ 'on.kind': 'token' }).sort({ seq: -1 }).limit(2).lean();
      expect(lines.map(({ action }) => action)).to.deep.equal(['token.revoked', 'token.made']);
      expect(lines[1]?.after).to.deep.include({ scopes: ['read'] });
      const kept = JSON.stringify([lines, await Notice.find({ 'letter.about': 'newToken' }).lean()]);
      expect(kept).to.include('bot baru').and.not.include(token);
    });
  });
});
