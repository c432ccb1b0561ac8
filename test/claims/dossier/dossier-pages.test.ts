import { expect } from 'chai';
import { Types } from 'mongoose';
import { aPerson, signIn, type TestPerson } from '../../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim } from '../../helpers/claims.js';
import { aPicture, messages, publishAnswer, submitReport } from '../../helpers/reports.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

const plain = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
const bits = (ones: number): string =>
  BigInt(`0b${'1'.repeat(ones).padEnd(64, '0')}`)
    .toString(16)
    .padStart(16, '0');

describe('claims: the dossier', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let hers: Browser;
  let his: Browser;
  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    hers = await signIn(saring, ratna);
    his = await signIn(saring, await aPerson(saring, { name: 'Budi' }));
  });
  after(() => saring.close());

  const pageOf = (claim: unknown) => `/meja/klaim/${String(claim)}`;
  const send = (browser: Browser, path: string, fields: Record<string, string | string[]>) =>
    browser.post(path).type('form').send(fields);
  /** Gives a claim's reports pictures with these hashes, one each; there is a file for none of them. */
  const withPictures = async (claim: Types.ObjectId, hashes: readonly string[]) => {
    for (const [at, perceptualHash] of hashes.entries()) {
      const report = await submitReport(saring, { text: `Gambar ${at} ${String(claim)}` });
      await saring.context.models.Report.updateOne(
        { _id: report._id },
        {
          $set: {
            claim,
            createdAt: new Date(saring.clock.now().getTime() + at),
            pictures: [
              {
                file: new Types.ObjectId(),
                thumbnail: new Types.ObjectId(),
                sha256: perceptualHash.repeat(4),
                perceptualHash,
                width: 10,
                height: 10,
              },
            ],
          },
        },
      );
      saring.context.pictures.add(String(report._id), perceptualHash);
    }
  };

  describe('wordings', () => {
    let claim: Types.ObjectId;
    const count = 23;
    before(async () => {
      const { claim: found } = await aReportedClaim(saring, [`INFO TERBARU ${messages.dam}`]);
      claim = found._id;
      for (let more = 0; more < count; more += 1) {
        saring.clock.advance(1);
        await submitReport(saring, {
          text: messages.dam,
          channel: 'whatsapp',
          ...(more < 3 && { contact: { email: 'rina@contoh.example' } }),
        });
      }
      saring.clock.advance(1);
      await submitReport(saring, { text: `Katanya ${messages.dam}` });
    });

    it('stand in one row a text, with its count, channels and who waits as a number', async () => {
      const { text } = await hers.get(pageOf(claim)).expect(200);
      expect((await readClaim(saring, claim)).reportCount).to.equal(count + 2);
      expect(text.match(/class="wording"/g)).to.have.length(1);
      expect(text).to.include('3 bunyi pesan yang berbeda').and.include('23 laporan berbunyi sama');
      expect(text).to.include('WhatsApp\u00A0(23)').and.include('3 pelapor minta dikabari');
      expect(text).not.to.include('rina@');
      const english = await hers.get(`/en${pageOf(claim)}`).expect(200);
      expect(english.text).to.include('23 reports say the same');
    });

    it('come newest or most frequent first', async () => {
      const rows = async (query: string) => {
        const { text } = await hers.get(`${pageOf(claim)}${query}`).expect(200);
        return [...text.matchAll(/<li id="kata-[0-9a-f]+"[^>]*>\s*<(div|article)/g)].map(([, tag]) => tag);
      };
      expect(await rows('')).to.deep.equal(['article', 'div', 'article']);
      expect(await rows('?order=most')).to.deep.equal(['div', 'article', 'article']);
      await hers.get(`${pageOf(claim)}?order=x`).expect(400);
      await hers.get(`${pageOf(claim)}?page=0`).expect(400);
      await hers.get(`${pageOf(claim)}?wording=%24ne`).expect(400);
      await hers.get(`${pageOf(claim)}?page=50`).expect(200);
    });

    it('open to their single reports, page by page, each once', async () => {
      const { text } = await hers.get(pageOf(claim)).expect(200);
      let next = /href="([^"]*wording=[0-9a-f]{64})#/.exec(plain(text))?.[1];
      const tickets = new Set<string>();
      for (let pages = 0; next; pages += 1) {
        expect(pages).to.be.below(3);
        const opened = plain((await hers.get(next).expect(200)).text);
        const list = /<ol class="list opened".*?<\/ol>/s.exec(opened)?.[0] ?? '';
        for (const [ticket] of list.matchAll(/SRG-[A-Z0-9]{4}-[A-Z0-9]{4}/g)) tickets.add(ticket);
        expect(list).to.include('name="reports"').and.include('value="rejected"');
        next = /rel="next" href="([^"]*wording=[^"#]*)/.exec(opened)?.[1];
      }
      expect(tickets.size).to.equal(count);
    });

    it('are chosen with all their reports, for moving and for splitting', async () => {
      const { text } = await hers.get(pageOf(claim)).expect(200);
      const key = /name="wordings" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? '';
      const chosen = await hers.get(`${pageOf(claim)}/pindah?wordings=${key}`).expect(200);
      expect(chosen.text).to.include('23 laporan yang Anda pilih');
      await hers.get(`${pageOf(claim)}/pindah`).expect(400);
      const { headers } = await send(hers, `${pageOf(claim)}/pisah`, { wordings: key }).expect(303);
      const created = await readClaim(saring, String(headers['location']).split('/').pop());
      expect(created.reportCount).to.equal(count);
      expect((await readClaim(saring, claim)).reportCount).to.equal(2);
    });

    it('are refused when they are more reports than can be chosen', async () => {
      const { _id } = await aClaim(saring);
      const fingerprint = 'ab'.repeat(32);
      const at = saring.clock.now();
      await saring.context.models.Report.insertMany(
        Array.from({ length: 201 }, (_, place) => ({
          ticket: `SRG-X${place}`,
          text: 'Sama',
          fingerprint,
          claim: _id,
          match: { claim: _id, score: 1, state: 'confirmed', decidedBy: 'matcher', at },
          source: 'api',
          createdAt: at,
          updatedAt: at,
        })),
      );
      const { text } = await send(hers, `${pageOf(_id)}/pisah`, { wordings: fingerprint }).expect(400);
      expect(text).to.include('Paling banyak 200 laporan bisa dipilih sekaligus');
    });
  });

  describe('pictures', () => {
    it('are shown once each with the other claims that carry them', async () => {
      const file = await aPicture('png', { seed: 21 });
      const smaller = await aPicture('jpeg', { seed: 21, width: 320, height: 240 });
      const first = await submitReport(saring, { text: messages.garlic, files: [file] });
      await submitReport(saring, { text: messages.garlic, files: [smaller] });
      const caption = 'Kapal pesiar kandas dekat mercusuar pagi tadi dan penumpangnya berenang ke darat';
      const other = await submitReport(saring, { text: caption, files: [file] });
      expect(String(other.claim)).not.to.equal(String(first.claim));
      const { text } = await hers.get(pageOf(first.claim)).expect(200);
      const section = /aria-labelledby="gambar".*?<\/section>/s.exec(text)?.[0] ?? '';
      expect(section).to.include('1 gambar').and.include('<strong>2 laporan</strong>');
      expect(section.match(/class="picture-thumb"/g)).to.have.length(1);
      expect(section)
        .to.include('Juga beredar di klaim')
        .and.include(pageOf(other.claim))
        .and.include('status-open');
    });

    it('are asked about when they are nearly alike, and the answer counts until it is undone', async () => {
      const { _id } = await aClaim(saring, { statement: 'Foto banjir di depan balai kota' });
      const [a, b] = [bits(20), bits(33)];
      await withPictures(_id, [a, b]);
      const path = `${pageOf(_id)}/gambar`;
      const asked = await hers.get(pageOf(_id)).expect(200);
      expect(asked.text).to.include('apakah ini gambar yang sama').and.include('2 gambar yang berbeda');

      await saring.request
        .post(path)
        .type('form')
        .send({ first: a, second: b, decision: 'same' })
        .expect(401);
      await send(hers, path, { first: a, second: b, decision: 'maybe' }).expect(400);
      await send(hers, path, { first: a, second: bits(60), decision: 'same' }).expect(400);
      await send(hers, path, { first: b, second: a, decision: 'same' }).expect(303);
      await send(hers, path, { first: a, second: b, decision: 'same' }).expect(303);
      const late = await send(his, path, { first: a, second: b, decision: 'different' }).expect(409);
      expect(late.text).to.include('Ratna sudah menyatakan kedua gambar itu sama lebih dulu');

      const { text } = await hers.get(pageOf(_id)).expect(200);
      expect(text).not.to.include('apakah ini gambar yang sama');
      expect(text).to.include('Dua gambar yang mirip dinyatakan sama').and.include('2 berkas yang mirip');
      const steps = (await readClaim(saring, _id)).activity.filter(
        ({ action }) => action === 'pictures-same',
      );
      expect(steps).to.have.length(1);

      const pair = /name="pair" value="([0-9a-f]{24})"/.exec(text)?.[1] ?? '';
      await send(his, `${path}/urungkan`, { pair }).expect(303);
      await send(hers, `${path}/urungkan`, { pair }).expect(409);
      const again = await hers.get(pageOf(_id)).expect(200);
      expect(again.text).to.include('apakah ini gambar yang sama').and.include('yang mirip diurungkan');
    });

    it('are decided by one of two who decide at once', async () => {
      const { _id } = await aClaim(saring, { statement: 'Foto kebakaran pasar lama' });
      const [first, second] = [bits(5), bits(17)];
      await withPictures(_id, [first, second]);
      const answers = await Promise.all([
        send(hers, `${pageOf(_id)}/gambar`, { first, second, decision: 'same' }),
        send(his, `${pageOf(_id)}/gambar`, { first, second, decision: 'different' }),
      ]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).to.deep.equal([303, 409]);
      expect(await saring.context.models.PicturePair.countDocuments({ first })).to.equal(1);
    });
  });

  describe('similar claims', () => {
    it('come with their clarification and with the numbers and places that differ', async () => {
      const text =
        'Gempa magnitudo 7,2 mengguncang Cianjur, warga diminta mengungsi ke lapangan terbuka sebelum gempa susulan';
      const { claim } = await aReportedClaim(saring, [text]);
      const article = await publishAnswer(saring, String(claim._id), 'Gempa Cianjur tidak sebesar itu');
      const changed = text.replace('7,2', '9,7').replace('Cianjur', 'Malang');
      const report = await submitReport(saring, { text: changed });
      expect(String(report.claim)).not.to.equal(String(claim._id));
      const page = (await hers.get(pageOf(report.claim)).expect(200)).text;
      const section = /aria-labelledby="mirip".*?<\/section>/s.exec(page)?.[0] ?? '';
      expect(section).to.include('Klarifikasinya:').and.include(`/klarifikasi/${article.slug}`);
      expect(section).to.include('Gempa Cianjur tidak sebesar itu').and.include('verdict-false');
      expect(section)
        .to.include('angka berbeda: 9,7 dan 7,2')
        .and.match(/tempat berbeda: Malang dan Cianjur/i);
      expect(section).to.include('<mark').and.include('class="differs"');
    });
  });

  describe('links, times and provinces', () => {
    it('counts links by host, names other claims with them, and lets none be clicked', async () => {
      const urls = ['https://kabar-palsu.example/vaksin?utm_source=wa'];
      const one = await submitReport(saring, { text: messages.voucher, urls });
      await submitReport(saring, { text: messages.voucher, urls: ['http://www.kabar-palsu.example/vaksin'] });
      const other = await submitReport(saring, {
        text: 'Gunung Semeru meletus lagi semalam dan abunya sampai ke kota tetangga menurut warga',
        urls,
      });
      expect(String(other.claim)).not.to.equal(String(one.claim));
      const { text } = await hers.get(pageOf(one.claim)).expect(200);
      const section = /aria-labelledby="tautan".*?<\/section>/s.exec(text)?.[0] ?? '';
      expect(section).to.include('kabar-palsu.example').and.include('2 laporan');
      expect(section).to.include(pageOf(other.claim)).and.include('data-copy="');
      expect(text).not.to.match(/href="[^"]*kabar-palsu/);
    });

    it('draws when the reports came and marks the answer, with a table and without styles', async () => {
      const { claim } = await aReportedClaim(saring, [messages.ballots, `INFO ${messages.ballots}`]);
      saring.clock.advance(60);
      await publishAnswer(saring, String(claim._id), 'Surat suara itu contoh');
      const { text } = await hers.get(pageOf(claim._id)).expect(200);
      const chart = /<figure class="chart">.*?<\/figure>/s.exec(text)?.[0] ?? '';
      expect(chart).to.include('Laporan per jam').and.include('role="img"').and.include('class="chart-mark"');
      expect(chart)
        .to.match(/<li>Dijawab, \d+ \w+ 2026/)
        .and.to.match(/<td class="num">2<\/td>/);
      expect(text).not.to.match(/ style="/);
      expect(text).to.include('Belum ada provinsi dengan 5 laporan atau lebih');
    });

    it('maps provinces with five reports and says no smaller number', async () => {
      const text =
        'Sekolah di seluruh provinsi diliburkan sebulan penuh mulai besok karena wabah flu unta baru';
      let claim = '';
      const sent = [...Array.from({ length: 6 }, () => 'ID-JT'), 'ID-YO', 'ID-YO', 'ID-YO'];
      for (const region of sent) claim = String((await submitReport(saring, { text, region })).claim);
      await submitReport(saring, { text });
      const page = (await hers.get(pageOf(claim)).expect(200)).text;
      const map = /aria-labelledby="peta".*?<\/section>/s.exec(page)?.[0] ?? '';
      expect(map).to.include('<title>Jawa Tengah: 6</title>').and.include('37 provinsi lain');
      expect(map).to.match(/<title>[^<]*Yogyakarta: kurang dari 5<\/title>/);
      expect(page).to.include('Jawa Tengah\u00A0(6), provinsi lain');
    });
  });
});
