import { expect } from 'chai';
import { Types } from 'mongoose';
import { correctClarification } from '../../src/clarifications/correct-clarification.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import { verdicts } from '../../src/claims/claim.model.js';
import { aDesk, draft, inReview, publish, type Desk } from '../helpers/clarifications.js';
import { anArticle, articlesOn, read, wordsOf } from '../helpers/library.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const attribute = (text: string) =>
  text.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&').replaceAll('&quot;', '"');

describe('an article', () => {
  let saring: Saring;
  let desk: Desk;
  beforeEach(async () => {
    saring = await startSaring();
    desk = await aDesk(saring);
  });
  afterEach(() => saring.close());

  describe('is not there', () => {
    it('for unknown and hostile addresses', async () => {
      for (const slug of [
        'tidak-ada',
        '%00',
        '..%2f..%2fetc',
        '%7B%22%24gt%22%3A%22%22%7D',
        'a'.repeat(3000),
      ]) {
        await read(saring, `/klarifikasi/${slug}`, 404);
        await read(saring, `/en/klarifikasi/${slug}`, 404);
      }
    });

    it('before it is published', async () => {
      const written = await draft(saring, desk, { title: 'Masih draf' });
      const waiting = await inReview(saring, desk, {
        title: 'Masih ditinjau',
        claims: [String((await submitReport(saring)).claim)],
      });
      await read(saring, `/klarifikasi/${written.slug}`, 404);
      await read(saring, `/klarifikasi/${waiting.slug}`, 404);
    });
  });

  it('shows everything a reader needs', async () => {
    const report = await submitReport(saring);
    const article = await publish(saring, desk, { claims: [String(report.claim)] });
    const html = await read(saring, `/klarifikasi/${article.slug}`);
    const words = wordsOf(html);
    expect(html).to.contain(`<h1 lang="id">${article.title}</h1>`);
    expect(words).to.contain('Putusan: Salah Isi pesan ini tidak sesuai fakta.');
    expect(words).to.contain(article.summary);
    expect(words).to.contain('Klaim yang dijawab').and.contain('Bendungan Karangsari jebol');
    expect(html).to.contain('<h2>Fakta</h2>');
    expect(html).to.contain('href="https://bendungan.example/pengumuman" rel="nofollow noopener"');
    expect(words).to.contain('Konten palsu');
    expect(words).to.contain('Ditulis oleh Wulan Penulis').and.contain('diterbitkan oleh Eka Penyunting');
    expect(words).to.contain('Terbit 2 Maret 2026');
    expect(html).to.match(/orang menanyakan ini<\/dt><dd>1<\/dd>/);
  });

  it('is in English around an Indonesian text', async () => {
    const { slug, title } = await anArticle(saring);
    const html = await read(saring, `/en/klarifikasi/${slug}`);
    expect(html).to.contain('<html lang="en">').and.contain(`<h1 lang="id">${title}</h1>`);
    expect(html).to.contain('<div class="prose" lang="id">');
    expect(wordsOf(html)).to.contain('Verdict: False').and.contain('Published 2 March 2026');
    const { baseUrl } = saring.context.config;
    expect(html).to.contain(`<link rel="canonical" href="${baseUrl}/en/klarifikasi/${slug}">`);
    expect(html).to.contain(`<link rel="alternate" hreflang="id" href="${baseUrl}/klarifikasi/${slug}">`);
  });

  it('tells every verdict by word and icon, not by colour alone', async () => {
    for (const verdict of verdicts) {
      const { slug } = await anArticle(saring, { verdict });
      const html = await read(saring, `/klarifikasi/${slug}`);
      const word = /<strong class="ruling-word">([^<]+)</.exec(html)?.[1];
      expect(word, verdict).to.be.a('string').and.not.contain('words.');
      expect(html).to.contain(`#${verdict}"></use>`);
    }
  });

  it('shares by plain links', async () => {
    const { slug, title, summary } = await anArticle(saring, { title: 'Tidak benar: "gratis" & murah' });
    const html = await read(saring, `/klarifikasi/${slug}`);
    const url = `${saring.context.config.baseUrl}/klarifikasi/${slug}`;
    const links = [
      ...html.matchAll(/href="(https:\/\/(?:wa\.me|t\.me|twitter\.com|www\.facebook\.com)[^"]+)"/g),
    ].map((match) => new URL(attribute(match[1] ?? '')));
    const said = `Pesan ini sudah dicek faktanya. Hasilnya: SALAH.\n${summary}`;
    expect(links.map(({ host }) => host)).to.deep.equal(['wa.me', 't.me', 'twitter.com', 'www.facebook.com']);
    expect(links[0]?.searchParams.get('text')).to.equal(`${said}\nPenjelasan lengkapnya: ${url}`);
    expect(links[1]?.searchParams.get('text')).to.equal(said);
    expect(links[1]?.searchParams.get('url')).to.equal(url);
    expect(links[2]?.searchParams.get('text')).to.equal(`Cek fakta: Salah. ${title}`);
    expect(links[3]?.searchParams.get('u')).to.equal(url);
  });

  it('has a short text to send back to the group, with a button that copies it', async () => {
    const { slug, summary } = await anArticle(saring, { verdict: 'misleading' });
    for (const [path, lines] of [
      ['', ['Pesan ini sudah dicek faktanya. Hasilnya: MENYESATKAN.', summary, 'Penjelasan lengkapnya:']],
      ['/en', ['This message has been checked. The result: MISLEADING.', summary, 'The whole explanation:']],
    ] as const) {
      const url = `${saring.context.config.baseUrl}${path}/klarifikasi/${slug}`;
      const html = attribute(await read(saring, `${path}/klarifikasi/${slug}`));
      const text = `${lines.join('\n')} ${url}`;
      expect(html).to.contain(`<p class="quote">${text}</p>`).and.contain(`data-copy="${text}"`);
    }
  });

  it('offers no such text for what is retracted or replaced', async () => {
    const by = { person: new Types.ObjectId(), name: 'Sekar Contoh' };
    const at = saring.clock.now();
    const { slug } = await anArticle(saring, {
      status: 'retracted',
      retraction: { at, by, reason: 'Keliru.' },
    });
    const html = await read(saring, `/klarifikasi/${slug}`);
    expect(wordsOf(html)).to.contain('Bagikan').and.not.contain('Hasilnya:');
  });

  it('carries Open Graph tags and a ClaimReview that is valid JSON', async () => {
    const report = await submitReport(saring);
    const article = await publish(saring, desk, {
      title: 'Judul </script><script>alert(1)</script> "kutip"',
      claims: [String(report.claim)],
    });
    const html = await read(saring, `/klarifikasi/${article.slug}`);
    const block = /<script type="application\/ld\+json">([^]*?)<\/script>/.exec(html)?.[1] ?? '';
    expect(block).to.not.contain('<');
    const review = JSON.parse(block) as Record<string, unknown>;
    expect(review).to.include({
      '@context': 'https://schema.org',
      '@type': 'ClaimReview',
      url: `${saring.context.config.baseUrl}/klarifikasi/${article.slug}`,
      datePublished: '2026-03-02',
    });
    expect(review['reviewRating']).to.include({ '@type': 'Rating', ratingValue: 1, alternateName: 'Salah' });
    expect(html).to.contain('<meta property="og:type" content="article">');
    expect(html).to.contain('<meta property="og:title" content="Judul &lt;/script&gt;');
    expect(html).to.not.contain('<script>alert');
  });

  it('is harmless whatever the text holds', async () => {
    const { slug } = await anArticle(saring, {
      body: '<img src=x onerror=alert(1)>\n\n[klik](javascript:alert(1)) <script>alert(2)</script>\n\n![a](https://jahat.example/x.png)',
      summary: '"><svg onload=alert(3)>',
      sources: [
        { title: '<b>tebal</b>', url: 'javascript:alert(4)' },
        { title: 'Baik', url: 'https://baik.example/?a=1&b="' },
      ],
      retraction: undefined,
    });
    const html = await read(saring, `/klarifikasi/${slug}`);
    expect(html).to.not.match(/<(?:img|script|svg)[^>]*(?:onerror|onload)|<script>alert/);
    expect(html).to.not.contain('href="javascript').and.not.contain('jahat.example/x.png"');
    expect(html).to.contain('&lt;b&gt;tebal&lt;/b&gt;');
  });

  it('shows the cover with its description', async () => {
    const file = new Types.ObjectId();
    const { slug } = await anArticle(saring, {
      cover: {
        file,
        thumbnail: new Types.ObjectId(),
        alt: 'Tangkapan layar "pesan"',
        width: 1200,
        height: 630,
      },
    });
    const html = await read(saring, `/klarifikasi/${slug}`);
    expect(html).to.contain(`src="/gambar/${String(file)}" alt="Tangkapan layar &quot;pesan&quot;"`);
    expect(html).to.contain(
      `<meta property="og:image" content="${saring.context.config.baseUrl}/gambar/${String(file)}">`,
    );
  });

  it('says what was corrected and when; the earlier version stays readable', async () => {
    const report = await submitReport(saring);
    const { _id, slug } = await publish(saring, desk, {
      title: 'Judul pertama',
      claims: [String(report.claim)],
    });
    saring.clock.advance(24 * 60);
    await correctClarification(
      saring.context,
      _id,
      { verdict: 'misleading', title: 'Judul kedua' },
      { by: desk.editor.signedIn, note: 'Bukti baru mengubah putusan.' },
    );
    const html = await read(saring, `/klarifikasi/${slug}`);
    expect(html)
      .to.contain('<h1 lang="id">Judul kedua</h1>')
      .and.contain(`href="/klarifikasi/${slug}?versi=1"`);
    const words = wordsOf(html);
    expect(words).to.contain('3 Maret 2026 Bukti baru mengubah putusan.');
    expect(words).to.match(/Yang berubah: (?:judul, putusan|putusan, judul)/);
    expect(words)
      .to.contain('judul Semula: Judul pertama Menjadi: Judul kedua')
      .and.contain('putusan Semula: Salah Menjadi: Menyesatkan');

    const old = await read(saring, `/klarifikasi/${slug}?versi=1`);
    expect(old).to.contain('<h1 lang="id">Judul pertama</h1>').and.contain('content="noindex"');
    expect(old).to.not.contain('application/ld+json');
    expect(wordsOf(old)).to.contain('Anda membaca versi 1').and.contain('Putusan: Salah');
    expect(await read(saring, `/klarifikasi/${slug}?versi=2`)).to.contain('Judul kedua</h1>');
    await read(saring, `/klarifikasi/${slug}?versi=3`, 404);
    await read(saring, `/klarifikasi/${slug}?versi=0`, 400);
    await read(saring, `/klarifikasi/${slug}?versi=satu`, 400);

    // A later correction changes what this one led to no more.
    await correctClarification(
      saring.context,
      _id,
      { title: 'Judul ketiga', body: '## Fakta\n\nLain.' },
      { by: desk.editor.signedIn, note: 'Dirapikan.' },
    );
    const corrections = await read(saring, '/koreksi');
    for (const page of [corrections, await read(saring, `/klarifikasi/${slug}`)]) {
      expect(wordsOf(page))
        .to.contain('Semula: Judul pertama Menjadi: Judul kedua')
        .and.contain('Semula: Judul kedua Menjadi: Judul ketiga')
        .and.not.contain('Semula: ## Fakta');
    }
    expect(articlesOn(corrections.replaceAll(/\?versi=\d"/g, '"'))).to.deep.equal([slug]);
    expect(wordsOf(corrections)).to.contain('Dikoreksi 3 Maret 2026 Bukti baru mengubah putusan.');
  });

  it('stays when it is retracted, with the reason, and leaves the list', async () => {
    const report = await submitReport(saring);
    const { _id, slug } = await publish(saring, desk, { claims: [String(report.claim)] });
    await retractClarification(saring.context, _id, {
      by: desk.editor.signedIn,
      reason: 'Sumber <utama> dicabut.',
    });
    const html = await read(saring, `/klarifikasi/${slug}`);
    expect(wordsOf(html)).to.contain('Klarifikasi ini kami tarik Sumber <utama> dicabut.');
    expect(html).to.not.contain('application/ld+json');
    expect(articlesOn(await read(saring, '/klarifikasi'))).to.deep.equal([]);
    expect(wordsOf(await read(saring, '/en/koreksi'))).to.contain(
      'Retracted on 2 March 2026 Sumber <utama> dicabut.',
    );
  });

  it('shows related ones: like words first, then the same topic, never itself', async () => {
    const own = await anArticle(saring, { title: 'Vaksin polio aman untuk anak', topics: ['health'] });
    const sameTopic = await anArticle(saring, { title: 'Berkumur air garam', topics: ['health'] });
    const alike = await anArticle(saring, {
      title: 'Imunisasi polio: vaksin tidak kedaluwarsa',
      topics: ['education'],
    });
    await anArticle(saring, { title: 'Pajak kendaraan', topics: ['transport'] });
    const html = await read(saring, `/klarifikasi/${own.slug}`);
    expect(articlesOn(html.slice(html.indexOf('id="terkait"')).replace(/^/, '<main'))).to.deep.equal([
      alike.slug,
      sameTopic.slug,
    ]);
  });
});

describe('the list of corrections', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('says so when there are none', async () => {
    expect(wordsOf(await read(saring, '/koreksi'))).to.contain('Belum ada koreksi');
  });

  it('pages without loss or repeats, also for many of one moment', async () => {
    const by = { person: new Types.ObjectId(), name: 'Sekar Contoh' };
    const slugs: string[] = [];
    for (let n = 0; n < 47; n += 1) {
      const at = new Date(`2026-01-0${1 + (n % 2)}T03:00:00Z`);
      const retracted = n % 3 === 0;
      const { slug } = await anArticle(saring, {
        changedAt: at,
        status: retracted ? 'retracted' : 'published',
        activity: [{ at, by, action: retracted ? 'retracted' : 'corrected' }],
        ...(retracted && { retraction: { at, by, reason: 'Keliru.' } }),
      });
      slugs.push(slug);
    }
    const seen: string[] = [];
    for (let path: string | undefined = '/koreksi'; path;) {
      const html: string = await read(saring, path);
      seen.push(...articlesOn(html));
      path = /rel="next" href="([^"]+)"/.exec(html)?.[1]?.replaceAll('&#x3D;', '=');
    }
    expect(seen).to.have.lengthOf(47).and.have.members(slugs);
  });
});
