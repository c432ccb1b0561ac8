import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { blockSource } from '../../src/blocks/block-source.js';
import { liftBlock } from '../../src/blocks/lift-block.js';
import { eraseReport } from '../../src/privacy/erase-report.js';
import type { Report } from '../../src/reports/report.model.js';
import { aPerson, type TestPerson } from '../helpers/accounts.js';
import { expectAccessible, sidewaysOverflow, signInAt, sizes, useChromium } from '../helpers/browser.js';
import { aDesk } from '../helpers/clarifications.js';
import { submitReport } from '../helpers/reports.js';
import type { Saring } from '../helpers/saring.js';
import { aNewsroom, type Newsroom } from './a-newsroom.js';

/** A newsroom, and reports of sources that are known: one with a number in it, one that is blocked, one erased. */
type Site = Newsroom & { personal: Report; blocked: Report; erased: Report };

async function aSite(saring: Saring, boss: TestPerson): Promise<Site> {
  const newsroom = await aNewsroom(saring, await aDesk(saring));
  const from = (sender: string, text: string, email?: string) =>
    submitReport(saring, { text, sender: sender.repeat(32), ...(email && { contact: { email } }) });
  const personal = await from(
    'a',
    'Yang mau ikut undian motor gratis silakan transfer dulu lalu telepon 0812-3456-7890 sebelum besok',
    'pelapor@contoh.example',
  );
  const erased = await from(
    'b',
    'Kolam renang umum di Sukamulya ditutup karena buaya lepas dari penangkaran',
  );
  await eraseReport(saring.context, erased);
  const blocked = await from('c', 'Beli jam tangan murah hanya hari ini, kunjungi toko kami di pasar malam');
  const asked = { by: boss.signedIn, category: 'spam', reason: 'Iklan berulang.', time: '30d' } as const;
  await blockSource(saring.context, { ...asked, report: String(blocked._id) });
  const past = await from('d', 'Lowongan kerja di kapal pesiar tanpa syarat apa pun, gaji empat puluh juta');
  const { _id } = await blockSource(saring.context, { ...asked, report: String(past._id) });
  await liftBlock(saring.context, { id: _id, by: boss.signedIn, reason: 'Salah orang.' });
  return { ...newsroom, personal, blocked, erased };
}

/** Every page: where it is; and, of what only shows itself after that, its name and what to do there first. */
type Row = [path: string | ((site: Site) => string), name?: string, first?: (page: Page) => Promise<unknown>];

const press = (selector: string) => (page: Page) =>
  Promise.all([page.waitForEvent('load'), page.locator(selector).click()]);

const ask = (text: string) => async (page: Page) => {
  await page.locator('#text').fill(text);
  await press('main form:has(#text) .button')(page);
};

/** Opens what is folded, but for what asks something. */
const openAll = (page: Page) =>
  page.evaluate("document.querySelectorAll('details:not(.confirm)').forEach((one) => (one.open = true))");

const publicPages: Row[] = [
  ['/'],
  ['/cek'],
  [
    '/cek',
    'with an answer',
    ask('Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi ke balai kecamatan'),
  ],
  [
    '/cek',
    'with a claim that is known',
    ask('Ribuan ular sanca lepas dari kebun binatang Karangjati setelah banjir'),
  ],
  [
    '/cek',
    'with what differs',
    ask(
      'Gempa magnitudo 9,7 mengguncang Cianjur, warga diminta mengungsi ke lapangan terbuka sebelum gempa susulan',
    ),
  ],
  ['/cek', 'with nothing', ask('Sesuatu yang belum pernah dikatakan siapa pun')],
  ['/lapor'],
  ['/lapor', 'with errors', press('.button[value=send]')],
  ['/lacak'],
  ['/lacak?tiket=bukan'],
  ['/lacak/SRG-0000-0000'],
  [({ told }) => `/lacak/${told.ticket}?baru=1`],
  [({ waiting }) => `/lacak/${waiting.ticket}`],
  [({ unsure }) => `/lacak/${unsure.ticket}`],
  [({ told }) => `/lacak/${told.ticket}`, 'with both texts', openAll],
  [
    ({ personal }) => `/lacak/${personal.ticket}`,
    'about to be erased',
    (page) => page.locator('main .confirm summary').first().click(),
  ],
  [({ erased }) => `/lacak/${erased.ticket}?terhapus=1`],
  [({ told }) => `/berhenti/${told.ticket}`],
  ['/klarifikasi'],
  ['/klarifikasi?q=bendugan&verdict=false'],
  ['/klarifikasi?q=qwzx'],
  [({ corrected }) => `/klarifikasi/${corrected.slug}`],
  [({ corrected }) => `/klarifikasi/${corrected.slug}?versi=1`],
  [({ older }) => `/klarifikasi/${older.slug}`],
  [({ retracted }) => `/klarifikasi/${retracted.slug}`],
  [({ open }) => `/klaim/${open.slug}`],
  [({ setAside }) => `/klaim/${setAside.slug}`],
  ['/koreksi'],
  ['/metodologi'],
  ['/tentang'],
  ['/faq'],
  ['/privasi'],
  ['/tautan'],
  ['/peta-situs'],
  ['/masuk'],
  [
    '/masuk',
    'with a wrong password',
    async (page) => {
      await page.locator('#email').fill('siapa@contoh.example');
      await page.locator('#password').fill('bukan kata sandinya');
      await press('main form .button')(page);
    },
  ],
  ['/tidak-ada'],
];

const deskPages: Row[] = [
  ['/meja'],
  ['/meja?status=answered'],
  ['/meja?who=mine'],
  [({ open }) => `/meja/klaim/${String(open._id)}`],
  [({ checking }) => `/meja/klaim/${String(checking._id)}`],
  [({ answered }) => `/meja/klaim/${String(answered._id)}`],
  [({ unsure }) => `/meja/klaim/${String(unsure.claim)}`, 'with figures', openAll],
  [({ unsure }) => `/meja/klaim/${String(unsure.match.claim)}`, 'with texts side by side', openAll],
  [({ setAside }) => `/meja/klaim/${String(setAside._id)}`],
  [({ merged }) => `/meja/klaim/${String(merged._id)}`],
  [({ open }) => `/meja/klaim/${String(open._id)}/gabung?q=kuota`],
  [({ open, checking }) => `/meja/klaim/${String(open._id)}/gabung?into=${String(checking._id)}`],
  [
    ({ open }) => `/meja/klaim/${String(open._id)}`,
    'changed by somebody else',
    async (page) => {
      await page.locator('form[action$="/ambil"] [name=version]').evaluate('(field) => { field.value = 0 }');
      await press('form[action$="/ambil"] button')(page);
    },
  ],
  ['/meja/klarifikasi'],
  ['/meja/klarifikasi?status=published'],
  [({ open }) => `/meja/klarifikasi/baru?claim=${String(open._id)}`],
  ['/meja/klarifikasi/baru', 'with errors', press('.button[value=submit]')],
  [({ draft }) => `/meja/klarifikasi/${String(draft._id)}`],
  [({ inReview }) => `/meja/klarifikasi/${String(inReview._id)}`],
  [({ inReview }) => `/meja/klarifikasi/${String(inReview._id)}/sunting`],
  [({ corrected }) => `/meja/klarifikasi/${String(corrected._id)}`],
  [({ corrected }) => `/meja/klarifikasi/${String(corrected._id)}/koreksi`],
  [({ corrected }) => `/meja/klarifikasi/${String(corrected._id)}/tarik`],
  [({ retracted }) => `/meja/klarifikasi/${String(retracted._id)}`],
  ['/meja/pemberitahuan'],
  ['/meja/pemberitahuan?status=kept'],
  ['/meja/orang'],
  ['/meja/akun'],
  ['/meja/akun/kata-sandi'],
  ['/meja/audit'],
  ['/meja/audit?kind=claim&action=claim.edited'],
  ['/meja/audit?thing=tidak-ada', 'with nothing'],
  ['/meja/audit?from=kemarin', 'with errors'],
  ['/meja/blokir'],
  ['/meja/blokir', 'about to be lifted', (page) => page.locator('main .confirm summary').first().click()],
  ['/meja/blokir?state=past'],
  [({ blocked }) => `/meja/blokir/baru?laporan=${String(blocked._id)}`],
  [({ personal }) => `/meja/blokir/baru?laporan=${String(personal._id)}`],
  [
    ({ personal }) => `/meja/blokir/baru?laporan=${String(personal._id)}`,
    'with errors',
    press('main form[method=post] .button'),
  ],
  [({ told }) => `/meja/blokir/baru?laporan=${String(told._id)}`, 'of a source that is not known'],
  [({ personal }) => `/meja/laporan/${String(personal._id)}/buka?place=text&number=1`],
  [
    ({ personal }) => `/meja/laporan/${String(personal._id)}/buka?place=text&number=1`,
    'with errors',
    press('main form[method=post] .button'),
  ],
  [
    ({ personal }) => `/meja/laporan/${String(personal._id)}/buka?place=text&number=1`,
    'shown',
    async (page) => {
      await page.locator('#reason').fill('Menelepon pelapor atas permintaannya');
      await press('main form[method=post] .button')(page);
    },
  ],
];

/** Pages on which people spend their time: here the keyboard and large letters are tried too. */
const mainPages: Row[] = [
  ['/'],
  ['/lapor'],
  ['/klarifikasi'],
  [({ corrected }) => `/klarifikasi/${corrected.slug}`],
  [({ told }) => `/lacak/${told.ticket}`],
  [({ unsure }) => `/lacak/${unsure.ticket}`],
  ['/meja'],
  [({ open }) => `/meja/klaim/${String(open._id)}`],
  [({ open }) => `/meja/klarifikasi/baru?claim=${String(open._id)}`],
  [({ inReview }) => `/meja/klarifikasi/${String(inReview._id)}`],
];

describe('every page is for everyone', function () {
  this.timeout(120_000);

  const the = useChromium({ stay: true });
  let site: Site;
  /** One page for each language; on the desk an admin has both. */
  let reader: Record<'id' | 'en', Page>;
  let admin: Record<'id' | 'en', Page>;

  before(async () => {
    const { saring } = the;
    const boss = await aPerson(saring, { role: 'admin', name: 'Wulan Admin' });
    site = await aSite(saring, boss);
    reader = { id: await the.visit(), en: await the.visit({ language: 'en' }) };
    const id = await the.visit();
    await signInAt(id, boss);
    admin = { id, en: await id.context().newPage() };
  });

  const pathOf = ([path]: Row) => (typeof path === 'string' ? path : path(site));
  const open = async (
    page: Page,
    language: 'id' | 'en',
    row: Row,
    size = sizes.phone as { width: number; height: number },
  ) => {
    const path = pathOf(row);
    await page.setViewportSize(size);
    await page.goto(language === 'en' ? `/en${path === '/' ? '' : path}` : path);
    await row[2]?.(page);
  };

  // Each page in each language, in all four combinations of size and light.
  const examine = async (language: 'id' | 'en', page: Page, row: Row) => {
    const [first, second] = language === 'id' ? (['light', 'dark'] as const) : (['dark', 'light'] as const);
    await page.emulateMedia({ colorScheme: first });
    await open(page, language, row);
    await expectWellMade(page, language);
    await expectAccessible(page);
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await sidewaysOverflow(page), `sideways scrolling at 320 px on ${page.url()}`).to.equal(0);
    await page.setViewportSize(sizes.desktop);
    await page.emulateMedia({ colorScheme: second });
    await expectAccessible(page);
  };

  for (const [who, rows] of [
    ['readers', publicPages],
    ['the desk', deskPages],
  ] as const) {
    describe(`for ${who}`, () => {
      const pages = () => (rows === publicPages ? reader : admin);
      for (const row of rows) {
        it(nameOf(row), async () => {
          await Promise.all([examine('id', pages().id, row), examine('en', pages().en, row)]);
        });
      }
    });
  }

  describe('with a keyboard, and with large letters', () => {
    for (const row of mainPages) {
      const name = nameOf(row);

      it(`shows where the keyboard is on ${name}`, async () => {
        const page = admin.id;
        await open(page, 'id', row, sizes.desktop);
        for (let stop = 1; stop <= 10; stop += 1) {
          await page.keyboard.press('Tab');
          expect(await page.evaluate<string>(unmarkedFocus), `stop ${stop} of ${page.url()}`).to.equal('');
        }
      });

      for (const [device, size] of Object.entries(sizes)) {
        it(`loses nothing with letters of double size on a ${device}: ${name}`, async () => {
          const page = admin.id;
          await open(page, 'id', row, size);
          await page.evaluate("document.documentElement.style.fontSize = '200%'");
          expect(await sidewaysOverflow(page), `sideways scrolling on ${page.url()}`).to.equal(0);
          expect(await page.evaluate<string[]>(cutText), `cut off on ${page.url()}`).to.deep.equal([]);
        });
      }
    }
  });
});

/** A row's path, with names in the place of ids. */
function nameOf([path, name]: Row): string {
  const shown = typeof path === 'string' ? path : (/`(.*)`/.exec(path.toString())?.[1] ?? '');
  const short = shown.replaceAll(/\$\{(?:String\()?(\w+)[^}]*\}/g, ':$1');
  return name ? `${short} ${name}` : short;
}

async function expectWellMade(page: Page, language: string): Promise<void> {
  const made = await page.evaluate<{ h1: number; lang: string; title: string; ids: string[] }>(`({
    h1: document.querySelectorAll('h1').length,
    lang: document.documentElement.lang,
    title: document.title,
    ids: [...document.querySelectorAll('[id]')].map(({ id }) => id),
  })`);
  const where = `on ${page.url()}`;
  expect(made.h1, `h1 ${where}`).to.equal(1);
  expect(made.lang, `lang ${where}`).to.equal(language);
  expect(made.title, `title ${where}`).to.match(/^\S.* · Saring$|^Saring · \S/);
  const twice = made.ids.filter((id, at) => made.ids.indexOf(id) !== at);
  expect(twice, `ids that are there twice ${where}`).to.deep.equal([]);
}

/** What has the keyboard without showing it, as HTML; '' when it shows it. */
const unmarkedFocus = `(() => {
  const element = document.activeElement;
  if (element === document.body) return '';
  const shows = [null, '::before', '::after'].some((part) => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element, part);
    return (outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2) || (!part && boxShadow !== 'none');
  });
  return shows ? '' : element.outerHTML;
})()`;

/** Texts that their box cuts off. */
const cutText = `[...document.querySelectorAll('body *')].filter((element) => {
  const { overflowX, overflowY, clipPath } = getComputedStyle(element);
  const cuts = [overflowX, overflowY].some((value) => value === 'hidden' || value === 'clip');
  if (!cuts || clipPath !== 'none' || !element.innerText?.trim()) return false;
  return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
}).map(({ outerHTML }) => outerHTML.slice(0, 160))`;
