import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { focused, sizes, useChromium } from '../helpers/browser.js';
import { aDesk, publish, type Desk } from '../helpers/clarifications.js';
import { aPicture, readContact } from '../helpers/reports.js';

const png = async (seed: number) => ({
  name: 'tangkapan layar.png',
  mimeType: 'image/png',
  buffer: await aPicture('png', { seed }),
});

/** Each visitor's message is about something else, and the second citizen got it in other words. */
const journeys = [
  {
    title: 'on a phone',
    size: 'phone',
    javaScript: true,
    message:
      'Mulai Senin depan semua pasar di Wanareja ditutup dua minggu karena wabah cacar ayam, pedagang yang nekat berjualan didenda lima juta rupiah',
    otherWords:
      '🚨🚨 INFO PENTING 🚨🚨\nMULAI SENIN DEPAN semua pasar di Wanareja DITUTUP dua minggu karena wabah cacar ayam!!! Pedagang yg nekat berjualan didenda lima juta rupiah 😱😱\nSebarkan ke semua grup!!',
    answer: 'Pasar Wanareja tetap buka',
  },
  {
    title: 'at a desk',
    size: 'desktop',
    javaScript: true,
    message:
      'Jembatan Lengkong ambruk tadi subuh dan puluhan truk tercebur ke sungai, jalur ke pelabuhan ditutup total sampai tahun depan',
    otherWords:
      'Innalillahi… jembatan Lengkong AMBRUK tadi subuh, puluhan truk tercebur ke sungai 😭 jalur ke pelabuhan ditutup total sampai tahun depan. Teruskan ke saudara yang lewat sana 🙏',
    answer: 'Jembatan Lengkong tidak ambruk',
  },
  {
    title: 'on a phone without JavaScript',
    size: 'phone',
    javaScript: false,
    message:
      'Minum rebusan daun ketapang tiga kali sehari bisa menghilangkan batu ginjal dalam satu malam tanpa operasi',
    otherWords:
      'Bagi yg punya batu ginjal 🙏 minum rebusan DAUN KETAPANG tiga kali sehari, bisa menghilangkan batu ginjal dalam satu malam TANPA OPERASI!! share ya',
    answer: 'Rebusan daun ketapang tidak menghilangkan batu ginjal',
  },
] as const;

describe('a citizen', function () {
  this.timeout(120_000);

  const the = useChromium();
  let desk: Desk;
  const reportsWith = (text: string) => the.saring.context.models.Report.countDocuments({ text });

  before(async () => {
    desk = await aDesk(the.saring);
  });

  for (const [seed, journey] of journeys.entries()) {
    const { size, javaScript, message, otherWords, answer } = journey;

    it(`reports what nobody knows yet and gets the answer, ${journey.title}`, async () => {
      const page = await the.visit({ size, javaScript });

      // What is known? Nothing: the message goes along to the form.
      await page.goto('/');
      await page.getByLabel('Pesan yang ingin Anda cek').fill(message);
      if (!javaScript) await page.getByRole('button', { name: 'Cek pesan ini' }).click();
      await page.getByRole('heading', { name: 'Belum ada yang melaporkan' }).waitFor();
      await page.getByRole('button', { name: 'Laporkan pesan ini' }).click();
      expect(await page.getByLabel('Isi pesan').inputValue()).to.equal(message);

      await page.getByLabel('Gambar').setInputFiles(await png(seed));
      await page.getByLabel('Dilihat di mana').selectOption({ label: 'WhatsApp' });
      await page.getByLabel('Provinsi Anda').selectOption({ label: 'Jawa Barat' });
      await page.getByLabel('Mengapa Anda ragu').fill('Paman saya tinggal di sana.');
      await page.getByLabel('Surel Anda').fill(`warga${seed}@contoh.example`);
      await page.getByRole('button', { name: 'Kirim laporan' }).click();
      if (!javaScript) {
        await page.getByRole('heading', { name: 'Periksa sekali lagi' }).waitFor();
        const shown = await page.getByRole('main').innerText();
        for (const part of [message, '1 gambar', 'WhatsApp', 'Jawa Barat', 'Paman saya']) {
          expect(shown).to.contain(part);
        }
        await page.getByRole('button', { name: 'Ya, kirim laporan' }).click();
      }

      // The ticket: large, as a link, and to be copied where that works.
      await page.getByRole('heading', { name: 'Terima kasih' }).waitFor();
      const ticket = await page.getByText(/^SRG-[0-9A-Z]{4}-[0-9A-Z]{4}$/).innerText();
      const height = (await page.getByText(ticket, { exact: true }).boundingBox())?.height ?? 0;
      expect(height, 'the height of the ticket').to.be.greaterThan(30);
      const address = `${the.address}/lacak/${ticket}`;
      expect(await page.getByRole('link', { name: address }).getAttribute('href')).to.equal(address);
      const copy = page.getByRole('button', { name: 'Salin tiket' });
      expect(await copy.isVisible()).to.equal(javaScript);
      if (javaScript) {
        await copy.click();
        await page.getByRole('button', { name: 'Tersalin' }).waitFor();
        expect(await page.evaluate('navigator.clipboard.readText()')).to.equal(ticket);
      }
      const kept = await the.saring.context.models.Report.findOne({ ticket }).select('+contact').lean();
      expect(kept).to.deep.include({ text: message, channel: 'whatsapp', region: 'ID-JB', source: 'form' });
      expect(kept?.doubt).to.equal('Paman saya tinggal di sana.');
      expect(await readContact(the.saring, { ticket })).to.equal(`warga${seed}@contoh.example`);
      expect(kept?.pictures).to.have.length(1);

      // Days later, from a scrap of paper.
      const sloppy = ticket
        .slice(4)
        .toLowerCase()
        .replace('-', '  ')
        .replaceAll('0', 'o')
        .replaceAll('1', 'l');
      await page.getByRole('link', { name: 'Lacak', exact: true }).click();
      await page.getByLabel('Nomor tiket').fill(` srg ${sloppy} `);
      await page.getByRole('button', { name: 'Lihat laporan' }).click();
      await page.waitForURL(address);
      await page.getByText('Laporan Anda menunggu giliran diperiksa.').waitFor();

      const summary = `${answer}: begitu kata petugas setempat.`;
      await publish(the.saring, desk, { title: answer, summary, claims: [String(kept?.claim)] });
      await page.reload();
      await page.getByText('Klarifikasinya sudah terbit.').waitFor();
      expect(await page.getByRole('region', { name: 'Jawabannya' }).innerText())
        .to.match(/Putusan:\s*salah/i)
        .and.contain(summary);
      await page.getByRole('link', { name: 'Baca klarifikasi lengkap' }).click();
      await page.getByRole('heading', { level: 1, name: answer }).waitFor();

      // Somebody else got it in other words, and is told before sending anything.
      const other = await the.visit({ size, javaScript });
      await other.goto('/lapor');
      expect(await other.getByRole('button', { name: 'Cek dulu' }).isVisible()).to.equal(!javaScript);
      await other.getByLabel('Isi pesan').fill(otherWords);
      if (!javaScript) await other.getByRole('button', { name: 'Cek dulu' }).click();
      const known = other.getByRole('region', { name: 'Sudah ada klarifikasinya' });
      await known.waitFor();
      await known.getByRole('link', { name: answer }).waitFor();
      expect(await other.getByLabel('Isi pesan').inputValue()).to.equal(otherWords);
      expect(await reportsWith(otherWords)).to.equal(0);
    });
  }

  for (const javaScript of [true, false]) {
    describe(javaScript ? 'who makes mistakes' : 'who makes mistakes without JavaScript', () => {
      let page: Page;
      beforeEach(async () => {
        page = await the.visit({ javaScript });
        await page.goto('/lapor');
      });
      const send = () => page.getByRole('button', { name: 'Kirim laporan' }).click();
      const summary = () => page.getByRole('alert').filter({ hasText: 'Ada yang perlu diperbaiki' });

      it('is told which field is missing, and keeps what was typed', async () => {
        await page.getByLabel('Mengapa Anda ragu').fill('Rasanya janggal.');
        await page.getByLabel('Dilihat di mana').selectOption('telegram');
        await send();
        await summary().waitFor();
        if (javaScript) expect(await focused(page)).to.equal('masalah');
        const text = page.getByLabel('Isi pesan');
        expect(await text.getAttribute('aria-invalid')).to.equal('true');
        await page.locator('#text-problem').getByText('Isi paling sedikit satu').waitFor();
        await summary().getByRole('link', { name: 'Isi pesan' }).click();
        expect(await focused(page)).to.equal('text');
        expect(await page.getByLabel('Mengapa Anda ragu').inputValue()).to.equal('Rasanya janggal.');
        expect(await page.getByLabel('Dilihat di mana').inputValue()).to.equal('telegram');
      });

      it('may not send too many links', async () => {
        const links = Array.from({ length: 6 }, (_, n) => `https://kabar.example/${n}`).join('\n');
        await page.getByLabel('Isi pesan').fill('Enam tautan sekaligus');
        await page.getByLabel('Tautan').fill(links);
        await send();
        await summary().getByRole('link', { name: 'paling banyak 5' }).waitFor();
        expect(await page.getByLabel('Tautan').inputValue()).to.equal(links);
        expect(await page.getByLabel('Isi pesan').inputValue()).to.equal('Enam tautan sekaligus');
      });

      it('may not send a text as a picture', async () => {
        await page.getByLabel('Isi pesan').fill('Dengan berkas yang bukan gambar');
        const buffer = Buffer.from('Ini bukan gambar, hanya tulisan.');
        await page.getByLabel('Gambar').setInputFiles({ name: 'foto.jpg', mimeType: 'image/jpeg', buffer });
        await send();
        await summary().getByRole('link', { name: 'Gambar' }).waitFor();
        await page.locator('#files-problem').getByText('Jenis berkas ini tidak kami terima').waitFor();
        expect(await page.getByLabel('Isi pesan').inputValue()).to.equal('Dengan berkas yang bukan gambar');
      });

      it('sends one report by a double click', async () => {
        const text = `Dua kali diklik ${javaScript ? 'dengan' : 'tanpa'} skrip: kolam renang umum diracun`;
        await page.getByLabel('Isi pesan').fill(text);
        if (javaScript) {
          await page.getByRole('button', { name: 'Kirim laporan' }).dblclick();
        } else {
          await send();
          await page.getByRole('button', { name: 'Ya, kirim laporan' }).dblclick();
        }
        await page.waitForURL('**/lacak/SRG-*');
        await page.getByRole('heading', { name: 'Terima kasih' }).waitFor();
        expect(await reportsWith(text)).to.equal(1);
      });
    });
  }

  it('cannot come to the trap for programs, by eye, by keyboard or by screen reader', async () => {
    const page = await the.visit({});
    await page.goto('/lapor');
    const trap = page.locator('[name=homepage]');
    expect((await trap.boundingBox())?.x).to.be.lessThan(-sizes.phone.width);
    expect(await page.getByRole('textbox', { name: 'Biarkan kolom ini kosong' }).count()).to.equal(0);
    await page.getByLabel('Isi pesan').focus();
    const stops: string[] = [];
    while (!stops.includes('send')) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate<string>('document.activeElement.value || document.activeElement.name'));
    }
    expect(stops).to.deep.equal(['urls', 'files', 'channel', 'region', 'doubt', 'email', 'send']);
  });

  it('gets the button for checking where checking by itself does not work', async () => {
    const page = await the.visit({});
    await page.route('**/lapor/cek', (route) => route.abort());
    await page.goto('/lapor');
    const button = page.getByRole('button', { name: 'Cek dulu' });
    expect(await button.isVisible()).to.equal(false);
    await page.getByLabel('Isi pesan').fill('Jembatan gantung di desa kami katanya akan dibongkar besok');
    await button.click();
    await page.getByRole('heading', { name: 'Belum ada klarifikasi untuk pesan ini' }).waitFor();
  });

  it('is told when a program filled in the trap for them', async () => {
    const text = 'Pengisi otomatis mengisi semua kolom: sumur warga berubah warna';
    const page = await the.visit({});
    await page.goto('/lapor');
    await page.getByLabel('Isi pesan').fill(text);
    await page.evaluate("document.querySelector('[name=homepage]').value = 'https://contoh.example'");
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    await page.getByRole('alert').getByText('Kolom yang tersembunyi ikut terisi').waitFor();
    expect(await reportsWith(text)).to.equal(0);
    await page.getByRole('button', { name: 'Kirim laporan' }).click();
    await page.getByRole('heading', { name: 'Terima kasih' }).waitFor();
    expect(await reportsWith(text)).to.equal(1);
  });

  it('needs no mouse', async () => {
    const page = await the.visit({ size: 'desktop' });
    const press = async (key: string, times = 1) => {
      for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
    };
    await page.goto('/lapor');
    await press('Tab');
    expect(await focused(page)).to.equal('Langsung ke isi');
    await press('Enter');
    await press('Tab');
    expect(await focused(page)).to.equal('text');
    const text = 'Semua sumur di Desa Cikareo mengering sejak pabrik baru dibuka bulan lalu';
    await page.keyboard.type(text);
    await press('Tab', 6);
    expect(await focused(page)).to.equal('email');
    await page.keyboard.type('warga@contoh.example');
    // Enter in the last field sends, as everywhere else.
    await press('Enter');
    await page.getByRole('heading', { name: 'Terima kasih' }).waitFor();
    expect(await reportsWith(text)).to.equal(1);
  });
});
