import { expect } from 'chai';
import { addToken } from '../../src/accounts/tokens.js';
import {
  canAdminister,
  canReassign,
  canTriage,
  isNewsroom,
  isSomebody,
} from '../../src/accounts/permissions.js';
import { roles, type Role } from '../../src/accounts/person.model.js';
import { addAgency } from '../../src/agencies/add-agency.js';
import { addPerson } from '../../src/accounts/add-person.js';
import { signIn } from '../helpers/accounts.js';
import { routesOf, type Route } from '../helpers/routes.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const filled = (path: string) => path.replaceAll(/:\w+/g, 'f'.repeat(24));

/** What an agency's people have on the desk: their requests and their own account. */
const ofAgencies = /^\/(meja\/(akun|permintaan)(\/|$)|api\/v1\/requests(\/|$))/;

/** What only admins have. Editors keep the newsroom's checklist, too. */
const ofAdmins = /^\/meja\/(orang|pengaturan(?!\/daftar-periksa)|audit)(\/|$)/;

/** Leads on to each one's own desk. */
const crossroads = new Set(['/meja']);

describe('accounts: who may do what', () => {
  const table: [string, (person: { role: Role }) => boolean, Role[]][] = [
    ['isSomebody', isSomebody, ['verifier', 'editor', 'admin', 'agency']],
    ['isNewsroom', isNewsroom, ['verifier', 'editor', 'admin']],
    ['canTriage', canTriage, ['verifier', 'editor', 'admin']],
    ['canReassign', canReassign, ['editor', 'admin']],
    ['canAdminister', canAdminister, ['admin']],
  ];
  for (const [name, may, allowed] of table) {
    it(`${name}: ${allowed.join(', ')}`, () => {
      expect(roles.filter((role) => may({ role }))).to.deep.equal(allowed);
    });
  }

  describe('on every route of the desk', () => {
    let saring: Saring;
    let routes: Route[];
    let desk: Route[];
    let api: Route[];
    before(async () => {
      saring = await startSaring();
      routes = routesOf(saring.app);
      desk = routes.filter(({ path }) => path === '/meja' || path.startsWith('/meja/'));
      api = routes.filter(({ path }) => path.startsWith('/api/v1/'));
    });
    after(() => saring.close());

    type Caller = Pick<Saring['request'], 'get' | 'post' | 'patch' | 'put' | 'delete'>;
    const call = (caller: Caller, { method, path }: Route) => caller[method as keyof Caller](filled(path));
    const named = ({ method, path }: Route) => `${method} ${path}`;

    it('nobody gets in without signing in', async () => {
      expect(desk.length).to.be.greaterThan(80);
      for (const route of desk) {
        const { status, headers } = await call(saring.request, route);
        if (route.method === 'get') {
          expect(status, named(route)).to.equal(303);
          expect(headers['location'], named(route)).to.match(/^\/masuk\?next=/);
        } else expect(status, named(route)).to.equal(401);
      }
    });

    it('an agency’s person gets 403 everywhere but on pages of their own', async () => {
      const { _id: agency } = await addAgency(saring.context, {
        name: 'Dinas Contoh',
        shortName: 'Dincon',
        url: 'https://dinas.contoh.example',
      });
      const password = 'kuda baterai staples benar';
      const email = 'petugas@dinas.contoh.example';
      const { person } = await addPerson(saring.context, {
        email,
        name: 'Petugas Contoh',
        role: 'agency',
        agency,
        password,
      });
      const browser = saring.browser();
      await browser.post('/masuk').type('form').send({ email, password }).expect(303);
      for (const route of desk) {
        if (ofAgencies.test(route.path) || crossroads.has(route.path)) continue;
        const { status } = await call(browser, route);
        expect(status, named(route)).to.equal(403);
      }
      await browser.get('/meja').expect(303).expect('Location', '/meja/permintaan');
      await browser.get('/meja/akun').expect(200);
      const { token } = await addToken(saring.context, person._id, 'uji');
      for (const route of api) {
        if (ofAgencies.test(route.path)) continue;
        const open = (await call(saring.request, route)).status;
        const answer = await call(saring.request, route).set('Authorization', `Bearer ${token}`);
        // Where anybody may ask, they see what anybody sees.
        if (open === 401) expect(answer.status, named(route)).to.equal(403);
        else expect(answer.status, named(route)).to.equal(open);
      }
    });

    it('verifiers and editors get 403 where only admins may', async () => {
      const admins = desk.filter(({ path }) => ofAdmins.test(path));
      expect(admins.length).to.be.greaterThan(12);
      for (const role of ['verifier', 'editor'] as const) {
        const browser = await signIn(saring, role);
        for (const route of admins) {
          const { status } = await call(browser, route);
          expect(status, `${role}: ${named(route)}`).to.equal(403);
        }
      }
    });
  });
});
