import { expect } from 'chai';
import { useChromium } from '../helpers/browser.js';
import { aDesk } from '../helpers/clarifications.js';
import { aNewsroom, type Newsroom } from './a-newsroom.js';

const title = 'Bendungan Karangsari tidak jebol';

const ways = [
  { name: 'on a phone', size: 'phone', javaScript: true },
  { name: 'at a desk', size: 'desktop', javaScript: true },
  { name: 'on a phone without JavaScript', size: 'phone', javaScript: false },
  { name: 'at a desk without JavaScript', size: 'desktop', javaScript: false },
] as const;

describe('a reader', function () {
  this.timeout(120_000);

  const the = useChromium();
  let newsroom: Newsroom;

  before(async () => {
    newsroom = await aNewsroom(the.saring, await aDesk(the.saring));
  });

  for (const { name, size, javaScript } of ways) {
    it(`finds, reads and passes on a clarification, ${name}`, async () => {
      const page = await the.visit({ size, javaScript });
      await page.goto('/');
      await page
        .getByRole('region', { name: 'Klarifikasi terbaru' })
        .getByRole('link', { name: title })
        .waitFor();
      await page
        .getByRole('navigation', { name: 'Menu utama' })
        .getByRole('link', { name: 'Klarifikasi' })
        .click();

      // A wrong letter and another form of the word.
      await page.getByLabel('Cari klarifikasi').fill('bendugan kejebolan');
      await page.getByRole('button', { name: 'Cari' }).click();
      await page.getByText('klarifikasi untuk “bendugan kejebolan”').waitFor();
      const first = page.getByRole('main').getByRole('listitem').getByRole('link').first();
      expect(await first.innerText()).to.equal(title);
      await first.click();

      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      const article = page.getByRole('main');
      expect(await article.innerText())
        .to.match(/Putusan:\s*salah/i)
        .and.contain('Isi pesan ini tidak sesuai fakta.')
        .and.contain('Pengelola bendungan memastikan')
        .and.contain('Ditulis oleh Wulan Penulis')
        .and.contain('Ditinjau dan diterbitkan oleh Eka Penyunting');
      await article.getByRole('img', { name: 'Bendungan dengan air setinggi biasanya' }).waitFor();
      const source = article
        .getByRole('region', { name: 'Sumber' })
        .getByRole('link', { name: 'Catatan tinggi air' });
      expect(await source.getAttribute('href')).to.equal('https://www.tinggi-air.example/hari-ini?jam=6');
      const asked = article.locator('.numbers div').filter({ hasText: 'orang menanyakan ini' });
      expect(await asked.getByRole('definition').innerText()).to.equal('5');

      // What was corrected, when, and how it read before.
      const corrections = article.getByRole('region', { name: 'Koreksi', exact: true });
      await corrections.getByText('bukan petugas kecamatan').first().waitFor();
      await corrections.getByText('Semula: Petugas kecamatan memastikan').waitFor();
      await corrections.getByRole('link', { name: 'Baca versi sebelumnya' }).click();
      const summary = article.locator('.lead');
      await summary.getByText('Petugas kecamatan memastikan').waitFor();
      await article.getByRole('link', { name: 'Baca versi terbaru' }).click();
      await summary.getByText('Pengelola bendungan memastikan').waitFor();

      // Something else to read.
      const related = page.getByRole('region', { name: 'Terkait' });
      await related.getByRole('link', { name: 'Pintu bendungan Karangsari tidak dikunci' }).waitFor();

      // The other language, and back to the same place.
      const here = page.url();
      await page.getByRole('link', { name: 'Read in English' }).click();
      await page.getByRole('heading', { name: 'Sources' }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).to.equal('en');
      expect(new URL(page.url()).pathname).to.equal(`/en${new URL(here).pathname}`);
      await page.getByRole('link', { name: 'Baca dalam bahasa Indonesia' }).click();
      await page.getByRole('heading', { name: 'Sumber' }).waitFor();
      expect(page.url()).to.equal(here);
    });
  }

  it('narrows the list down by verdict, topic and year', async () => {
    const page = await the.visit({ size: 'desktop' });
    await page.goto('/klarifikasi');
    const found = page.getByRole('main').getByRole('listitem').getByRole('heading');
    const all = await found.count();
    expect(all).to.equal(4);
    await page.getByLabel('Putusan').selectOption({ label: 'Menyesatkan' });
    await page.getByRole('button', { name: 'Terapkan' }).click();
    await page.getByText('1 klarifikasi', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Mencuci masker kain' }).waitFor();
    expect(await page.getByLabel('Putusan').inputValue()).to.equal('misleading');
    await page.getByRole('link', { name: 'Hapus saringan' }).click();
    await page.getByText('4 klarifikasi', { exact: true }).waitFor();
    await page.getByLabel('Topik').selectOption({ label: 'Bantuan sosial' });
    await page.getByRole('button', { name: 'Terapkan' }).click();
    await page.getByRole('link', { name: 'Tidak ada voucher' }).waitFor();
    expect(await found.count()).to.equal(1);
    await page.goto('/klarifikasi');
    await page.getByLabel('Tahun').selectOption('2025');
    await page.getByRole('button', { name: 'Terapkan' }).click();
    await page.getByRole('link', { name: 'Mencuci masker kain' }).waitFor();
    expect(await found.count()).to.equal(1);
    await page.getByLabel('Cari klarifikasi').fill('tidak ada kata begini qwzx');
    await page.getByLabel('Cari klarifikasi').press('Enter');
    await page.getByRole('heading', { name: 'Tidak ada yang cocok' }).waitFor();
  });

  it('passes it on by plain links that say what it says', async () => {
    const page = await the.visit({});
    const { slug } = newsroom.corrected;
    const url = `${the.address}/klarifikasi/${slug}`;
    await page.goto(`/klarifikasi/${slug}`);
    const text = `Cek fakta: Salah. ${title}`;
    const share = page.getByRole('region', { name: 'Kirim balik ke grup' });
    const ready = (await share.locator('.quote').innerText()).split('\n');
    expect(ready).to.have.lengthOf(3);
    expect(ready[0]).to.equal('Pesan ini sudah dicek faktanya. Hasilnya: SALAH.');
    expect(ready[2]).to.equal(`Penjelasan lengkapnya: ${url}`);
    const to = async (name: string) => {
      const link = share.getByRole('link', { name, exact: true });
      const href = (await link.getAttribute('href')) ?? '';
      expect(href, `${name}: a plus sign is a plus sign to some`).not.to.contain('+');
      expect(await link.getAttribute('rel')).to.contain('noopener');
      const { origin, pathname, searchParams } = new URL(href);
      return { at: origin + pathname, ...Object.fromEntries(searchParams) };
    };
    expect(await to('WhatsApp')).to.deep.equal({ at: 'https://wa.me/', text: ready.join('\n') });
    expect(await to('Telegram')).to.deep.equal({
      at: 'https://t.me/share/url',
      url,
      text: ready.slice(0, 2).join('\n'),
    });
    expect(await to('X')).to.deep.equal({ at: 'https://twitter.com/intent/tweet', text, url });
    expect(await to('Facebook')).to.deep.equal({
      at: 'https://www.facebook.com/sharer/sharer.php',
      u: url,
    });
    await share.getByRole('button', { name: 'Salin tautan' }).click();
    await share.getByRole('button', { name: 'Tersalin' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(url);
    await share.getByRole('button', { name: 'Salin teks' }).click();
    await share.getByRole('button', { name: 'Tersalin' }).first().waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(ready.join('\n'));
  });

  it('reads the verdict in one piece on the narrowest screen, in wide letters too', async () => {
    const page = await the.visit({});
    for (const width of [320, 360]) {
      await page.setViewportSize({ width, height: 700 });
      await page.goto('/klarifikasi?verdict=misleading');
      await page.getByRole('link', { name: 'Mencuci masker kain' }).click();
      const word = page.locator('.ruling-word');
      await word.waitFor();
      expect(await word.innerText()).to.equal('MENYESATKAN');
      for (const font of ['sans-serif', 'Verdana, "DejaVu Sans"']) {
        // It has one line, and does not stick out.
        const [lines, over] = await page.evaluate<[number, number]>(`(() => {
          const word = document.querySelector('.ruling-word');
          word.style.fontFamily = ${JSON.stringify(font)};
          const range = document.createRange();
          range.selectNodeContents(word);
          return [range.getClientRects().length, word.scrollWidth - word.clientWidth];
        })()`);
        expect({ lines, over }, `${width} px, ${font}`).to.deep.equal({ lines: 1, over: 0 });
      }
    }
  });

  it('sees what a claim that nobody answered yet is, and whereto an old address went', async () => {
    const page = await the.visit({});
    const { open, merged, answered, setAside } = newsroom;
    await page.goto(`/klaim/${open.slug}`);
    await page.getByRole('heading', { level: 1, name: open.statement.slice(0, 40) }).waitFor();
    const shown = await page.getByRole('main').innerText();
    expect(shown)
      .to.match(/belum terverifikasi/i)
      .and.contain('4 laporan');
    await page.getByRole('button', { name: 'Laporkan yang sama' }).click();
    expect(await page.getByLabel('Isi pesan').inputValue()).to.equal(open.statement);

    await page.goto(`/klaim/${merged.slug}`);
    expect(new URL(page.url()).pathname).to.equal(`/klaim/${open.slug}`);
    await page.goto(`/klaim/${answered.slug}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.goto(`/klaim/${setAside.slug}`);
    await page.getByText('Klaim ini tidak kami proses').waitFor();
  });

  it('sees that a clarification was retracted, and why', async () => {
    const page = await the.visit({});
    await page.goto(`/klarifikasi/${newsroom.retracted.slug}`);
    await page.getByRole('heading', { name: 'Klarifikasi ini kami tarik' }).waitFor();
    await page.getByText('Jembatannya ternyata memang ditutup').first().waitFor();
    await page.goto('/koreksi');
    const main = page.getByRole('main');
    await main.getByRole('link', { name: 'Jembatan gantung Cimanggu tidak ditutup' }).waitFor();
    await main.getByRole('link', { name: title }).waitFor();
    await main.getByText('bukan petugas kecamatan').waitFor();
  });

  it('is helped on when the address is wrong', async () => {
    const page = await the.visit({ javaScript: false });
    const answer = await page.goto('/klarifikasi/ini-tidak-pernah-ada');
    expect(answer?.status()).to.equal(404);
    await page.getByRole('heading', { level: 1, name: 'Halaman ini tidak ditemukan' }).waitFor();
    await page.getByRole('link', { name: 'Cari klarifikasi' }).click();
    await page.getByRole('heading', { level: 1, name: 'Klarifikasi' }).waitFor();
  });

  for (const path of ['/', '/en']) {
    it(`loads ${path} with less than 60 KB, pictures aside`, async () => {
      const page = await the.visit({});
      const network = await page.context().newCDPSession(page);
      await network.send('Network.enable');
      const urls = new Map<string, string>();
      const bytes = new Map<string, number>();
      network.on('Network.requestWillBeSent', ({ requestId, request }) => urls.set(requestId, request.url));
      network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        const url = urls.get(requestId) ?? '';
        if (!url.includes('/gambar/')) bytes.set(url, (bytes.get(url) ?? 0) + encodedDataLength);
      });
      await page.goto(path, { waitUntil: 'networkidle' });
      const total = [...bytes.values()].reduce((sum, size) => sum + size, 0);
      expect([...bytes.keys()].join(' '))
        .to.contain('.css')
        .and.contain('.js')
        .and.contain('sprite.svg');
      expect(total, JSON.stringify(Object.fromEntries(bytes))).to.be.lessThan(60_000);
    });
  }
});
