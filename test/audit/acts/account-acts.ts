import { invitePerson } from '../../../src/accounts/invite.js';
import { addToken } from '../../../src/accounts/tokens.js';
import { aPerson, codeAt, setUp, signIn, type TestPerson } from '../../helpers/accounts.js';
import { send, type Act, type Desk } from './act.js';

const chosen = 'gajah terbang rendah';

let invitations = 0;
async function anInvitation({ saring, admin }: Desk) {
  invitations += 1;
  const given = { email: `tamu${invitations}@contoh.example`, name: 'Tamu Contoh', role: 'editor' as const };
  return invitePerson(saring.context, given, { by: admin.signedIn, language: 'id' });
}

/** Something that the admin does to an account. */
const toPerson = (path: string, line: string, more: { fields?: object; first?: FirstOf } = {}): Act => ({
  line,
  async do(desk) {
    const who = await aPerson(desk.saring, { name: 'Rekan Contoh' });
    const at = `/meja/orang/${String(who.person._id)}`;
    await more.first?.(desk, who, at);
    return send(desk.browser, `${at}/${path}`, more.fields);
  },
});
type FirstOf = (desk: Desk, who: TestPerson, at: string) => Promise<unknown>;

/** Something that a colleague does to their own account. */
const own = (
  path: string,
  line: string,
  run: (desk: Desk, who: TestPerson) => ReturnType<Act['do']>,
): [string, Act] => [
  `post ${path}`,
  {
    line,
    by: 'Rekan Contoh',
    do: async (desk) => run(desk, await aPerson(desk.saring, { name: 'Rekan Contoh' })),
  },
];

/** The next code: none opens twice. */
function nextCode({ saring }: Desk, key: string): string {
  saring.clock.advance(1);
  return codeAt(key, saring.clock.now());
}

const secondStep = '/meja/akun/dua-langkah';

/** What is done to people's accounts, and by them to their own. */
export const accountActs: Readonly<Record<string, Act>> = {
  'post /meja/orang': {
    line: 'person.invited',
    do: ({ browser }) =>
      send(browser, '/meja/orang', { name: 'Sari Contoh', email: 'sari@contoh.example', role: 'editor' }),
  },
  'post /meja/orang/undangan/:id/kirim-ulang': {
    line: 'person.invited-again',
    async do(desk) {
      const { invitation } = await anInvitation(desk);
      return send(desk.browser, `/meja/orang/undangan/${String(invitation._id)}/kirim-ulang`);
    },
  },
  'post /meja/orang/undangan/:id/tarik': {
    line: 'person.invitation-withdrawn',
    async do(desk) {
      const { invitation } = await anInvitation(desk);
      return send(desk.browser, `/meja/orang/undangan/${String(invitation._id)}/tarik`);
    },
  },
  'post /meja/orang/:id/peran': toPerson('peran', 'person.role-changed', { fields: { role: 'editor' } }),
  'post /meja/orang/:id/nonaktifkan': toPerson('nonaktifkan', 'person.disabled'),
  'post /meja/orang/:id/aktifkan': toPerson('aktifkan', 'person.enabled', {
    first: ({ browser }, _who, at) => send(browser, `${at}/nonaktifkan`),
  }),
  'post /meja/orang/:id/buka-kunci': toPerson('buka-kunci', 'person.unlocked', {
    async first({ saring }, { person }) {
      for (let attempt = 0; attempt < saring.context.config.signInAttempts; attempt += 1) {
        await send(saring.browser(), '/masuk', { email: person.email, password: 'salah sekali' });
      }
    },
  }),
  'post /meja/orang/:id/kata-sandi': toPerson('kata-sandi', 'person.password-reset'),
  'post /meja/orang/:id/dua-langkah': toPerson('dua-langkah', 'two-step.reset', {
    first: ({ saring }, who) => setUp(saring, who),
  }),
  'post /meja/orang/:id/sesi': toPerson('sesi', 'session.all-ended', {
    first: ({ saring }, who) => signIn(saring, who),
  }),
  'post /meja/pengaturan/keamanan': {
    line: 'settings.changed',
    do: ({ browser }) =>
      send(browser, '/meja/pengaturan/keamanan', { requireTwoStep: 'nobody', version: '0' }),
  },
  'post /undangan/:link': {
    line: 'person.joined',
    by: 'Tamu Contoh',
    async do(desk) {
      const { path } = await anInvitation(desk);
      return send(desk.saring.browser(), path, { password: chosen, again: chosen });
    },
  },
  ...Object.fromEntries([
    own('/masuk', 'sign-in.done', ({ saring }, { person, password }) =>
      send(saring.browser(), '/masuk', { email: person.email, password }),
    ),
    own('/masuk/kode', 'sign-in.done', async (desk, who) => {
      const { key } = await setUp(desk.saring, who);
      const browser = await signIn(desk.saring, who);
      return send(browser, '/masuk/kode', { code: nextCode(desk, key) });
    }),
    own('/keluar', 'sign-in.ended', async ({ saring }, who) => send(await signIn(saring, who), '/keluar')),
    own('/meja/akun/kata-sandi', 'person.password-changed', async ({ saring }, who) =>
      send(await signIn(saring, who), '/meja/akun/kata-sandi', {
        current: who.password,
        password: chosen,
        again: chosen,
      }),
    ),
    own('/meja/akun/sesi/akhiri-lainnya', 'session.all-ended', async ({ saring }, who) => {
      await signIn(saring, who);
      return send(await signIn(saring, who), '/meja/akun/sesi/akhiri-lainnya');
    }),
    own('/meja/akun/sesi/:id/akhiri', 'session.ended', async ({ saring }, who) => {
      await signIn(saring, who);
      const other = await saring.context.models.Session.findOne({ person: who.person._id }).orFail().lean();
      return send(await signIn(saring, who), `/meja/akun/sesi/${other._id}/akhiri`);
    }),
    own('/meja/akun/token', 'token.made', async ({ saring }, who) =>
      send(await signIn(saring, who), '/meja/akun/token', { label: 'uji', scopes: 'read', days: '30' }),
    ),
    own('/meja/akun/token/:id/cabut', 'token.revoked', async ({ saring }, who) => {
      const { id } = await addToken(saring.context, who.person._id, 'lain');
      return send(await signIn(saring, who), `/meja/akun/token/${String(id)}/cabut`);
    }),
    own(secondStep, 'two-step.turned-on', async (desk, who) => {
      const browser = await signIn(desk.saring, who);
      const { text } = await browser.get(secondStep).expect(200);
      const key = /id="kunci">([A-Z2-7 ]+)</.exec(text)?.[1]?.replaceAll(' ', '') ?? '';
      return send(browser, secondStep, { code: codeAt(key, desk.saring.clock.now()) });
    }),
    own(`${secondStep}/kode-pemulihan`, 'two-step.codes-renewed', async (desk, who) => {
      const { key, browser } = await setUp(desk.saring, who);
      return send(browser, `${secondStep}/kode-pemulihan`, { code: nextCode(desk, key) });
    }),
    own(`${secondStep}/matikan`, 'two-step.turned-off', async (desk, who) => {
      const { key, browser } = await setUp(desk.saring, who);
      const fields = { code: nextCode(desk, key), current: who.password };
      return send(browser, `${secondStep}/matikan`, fields);
    }),
  ]),
};
