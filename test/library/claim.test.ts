import { expect } from 'chai';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { setAsideReasons } from '../../src/claims/claim.model.js';
import { aClaim } from '../helpers/claims.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { read, wordsOf } from '../helpers/library.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('a claim’s page', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  it('is not there for unknown and hostile addresses', async () => {
    for (const slug of ['tidak-ada', '%00', '%7B%22%24ne%22%3A1%7D', '000000000000000000000000']) {
      await read(saring, `/klaim/${slug}`, 404);
    }
  });

  it('says that it is not verified, what is known, and how to report the same', async () => {
    const { slug } = await aClaim(saring, {
      statement: 'Air <keran> & "sungai" beracun malam ini',
      status: 'checking',
      reportCount: 41,
      topic: 'environment',
      channels: ['whatsapp', 'tiktok'],
      regions: ['ID-JB'],
      notes: [
        {
          at: saring.clock.now(),
          by: { person: (await aDesk(saring)).author.signedIn.id, name: 'W' },
          text: 'catatan rahasia',
        },
      ],
    });
    const html = await read(saring, `/klaim/${slug}`);
    const words = wordsOf(html);
    expect(words).to.contain('Belum terverifikasi').and.contain('“Air <keran> & "sungai" beracun malam ini”');
    expect(words).to.contain('41 laporan').and.contain('WhatsApp, TikTok').and.contain('Jawa Barat');
    expect(words).to.contain('Lingkungan').and.contain('2 Maret 2026');
    expect(words).to.not.contain('catatan rahasia');
    expect(html).to.contain('<form method="post" action="/lapor/isi">');
    expect(html).to.contain('value="Air &lt;keran&gt; &amp; &quot;sungai&quot; beracun malam ini"');
    const english = await read(saring, `/en/klaim/${slug}`);
    expect(wordsOf(english)).to.contain('Not verified').and.contain('41 reports');
    expect(english).to.contain('<h1 class="statement" lang="id">');
  });

  it('is kept out of search engines until it may be listed', async () => {
    const alone = await aClaim(saring, { reportCount: 1 });
    const several = await aClaim(saring, { reportCount: 3 });
    expect(await read(saring, `/klaim/${alone.slug}`)).to.contain('content="noindex"');
    expect(await read(saring, `/klaim/${several.slug}`)).to.not.contain('noindex');
  });

  for (const reason of setAsideReasons) {
    it(`says in plain words that it is not processed: ${reason}`, async () => {
      const { slug } = await aClaim(saring, {
        status: 'set-aside',
        setAside: { reason, note: 'hanya untuk staf' },
      });
      const html = await read(saring, `/klaim/${slug}`);
      expect(wordsOf(html)).to.contain('Klaim ini tidak kami proses').and.not.contain('hanya untuk staf');
      expect(html).to.contain('content="noindex"');
      await read(saring, `/en/klaim/${slug}`);
    });
  }

  it('leads on to the clarification when it is answered', async () => {
    const claim = await aClaim(saring);
    const article = await publish(saring, await aDesk(saring), { claims: [String(claim._id)] });
    await saring.request
      .get(`/klaim/${claim.slug}`)
      .expect(302)
      .expect('Location', `/klarifikasi/${article.slug}`);
    await saring.request
      .get(`/en/klaim/${claim.slug}`)
      .expect(302)
      .expect('Location', `/en/klarifikasi/${article.slug}`);
  });

  it('leads on to what it was merged into, for as long as it is, also over several merges', async () => {
    const [first, second, third] = [await aClaim(saring), await aClaim(saring), await aClaim(saring)];
    const by = (await aDesk(saring)).editor.signedIn;
    await mergeClaims(saring.context, { id: String(first._id), into: String(second._id), by });
    await mergeClaims(saring.context, { id: String(second._id), into: String(third._id), by });
    await saring.request.get(`/klaim/${first.slug}`).expect(302).expect('Location', `/klaim/${third.slug}`);
    await saring.request
      .get(`/en/klaim/${second.slug}`)
      .expect(302)
      .expect('Location', `/en/klaim/${third.slug}`);
    await read(saring, `/klaim/${third.slug}`);
  });
});
