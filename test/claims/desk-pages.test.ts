import { expect } from 'chai';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { aPicture, messages, publishAnswer, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

/** Sends a form of a page as a browser does. */
const send = (browser: Browser, path: string, fields: Record<string, string | string[]>) =>
  browser.post(path).type('form').send(fields);

const nowhere = 'ffffffffffffffffffffffff';

describe('claims: the desk', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  let hers: Browser;
  let his: Browser;
  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi' });
    hers = await signIn(saring, ratna);
    his = await signIn(saring, budi);
  });
  after(() => saring.close());

  const pageOf = (claim: { _id: unknown }) => `/meja/klaim/${String(claim._id)}`;

  describe('the queue', () => {
    it('is for staff, and says 400 to filters that are not there', async () => {
      await saring.request.get('/meja').expect(303);
      await hers.get('/meja?status=x').expect(400);
      await hers.get('/meja?cursor=x').expect(400);
    });

    it('shows claims with their reasons, and keeps the filters on every link', async () => {
      for (let place = 0; place < 30; place += 1) {
        await aClaim(saring, { topic: 'transport', statement: `Kereta nomor ${place}` });
      }
      const { text } = await hers.get('/meja?topic=transport').expect(200);
      expect(text).to.include('1 laporan').and.include('value="transport" selected');
      const next =
        /rel="next" href="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&').replaceAll('&#x3D;', '=') ?? '';
      expect(next).to.include('topic=transport');
      const second = await hers.get(next).expect(200);
      expect([...second.text.matchAll(/Kereta nomor \d+<\/a>/g)]).to.have.length(5);
      const none = await hers.get('/en/meja?q=zzzzqqqq').expect(200);
      expect(none.text).to.include('No claims here');
    });

    it('finds the claim of a ticket, in whatever state it is, and still words that look like one', async () => {
      const { claim, reports } = await aReportedClaim(saring, [
        'Kematian ikan paus di Pantai Samas ditutupi',
      ]);
      await send(hers, `${pageOf(claim)}/sisihkan`, { version: '0', reason: 'opinion' }).expect(303);
      const ticket = reports[0]?.ticket ?? '';
      for (const q of [ticket, ticket.toLowerCase().replaceAll('-', ' '), `tiket saya ${ticket} ya`]) {
        const { text } = await hers.get('/meja').query({ q, topic: 'health' }).expect(200);
        expect(text, q).to.include(`href="${pageOf(claim)}"`);
      }
      const target = await aClaim(saring, { statement: 'Paus terdampar dan dimakamkan' });
      await send(hers, `${pageOf(claim)}/buka`, { version: '1' }).expect(303);
      await send(hers, `${pageOf(claim)}/gabung`, { version: '2', into: String(target._id) }).expect(303);
      const merged = await hers.get('/meja').query({ q: ticket }).expect(200);
      expect(merged.text).to.include(`href="${pageOf(target)}"`);
      const word = await aClaim(saring, { statement: 'Kematian massal ikan lele' });
      const found = await hers.get('/meja').query({ q: 'kematian' }).expect(200);
      expect(found.text).to.include(`href="${pageOf(word)}"`);
    });

    it('shows a statement as text, never as markup', async () => {
      await aClaim(saring, { statement: '<img src=x onerror=alert(1)>', priority: 99 });
      const { text } = await hers.get('/meja').expect(200);
      expect(text).to.include('&lt;img src').and.not.include('<img src=x');
    });
  });

  describe('the page of a claim', () => {
    it('is for staff, and only of claims that are there', async () => {
      const claim = await aClaim(saring);
      await saring.request.get(pageOf(claim)).expect(303);
      await hers.get(`/meja/klaim/${nowhere}`).expect(404);
      await hers.get('/meja/klaim/%00').expect(404);
      await hers.get(pageOf(claim)).expect(200);
      await hers.get(`/meja/klaim/${claim.slug}`).expect(200);
    });

    it('shows reports safely: links cannot be clicked, markup is text, the address of the reporter is nowhere', async () => {
      const report = await submitReport(saring, {
        text: `${messages.dam} <script>alert(1)</script>`,
        urls: ['https://bank-palsu.example/masuk?akun=1'],
        contact: { email: 'rina@contoh.example' },
        channel: 'whatsapp',
        region: 'ID-JT',
        doubt: '<b>aneh</b>',
      });
      const { text } = await hers.get(`/meja/klaim/${String(report.claim)}`).expect(200);
      expect(text).not.to.include('<script>alert').and.not.include('<b>aneh').and.not.include('rina@');
      expect(text).not.to.match(/href="[^"]*bank-palsu/);
      expect(text).to.include('bank-palsu.example').and.include('minta dikabari').and.include(report.ticket);
      expect(text).to.include('WhatsApp').and.include('Jawa Tengah');
    });

    it('says in short where, since when and with how many pictures it was reported', async () => {
      const text = 'Pohon beringin alun-alun Purwosari berdarah setelah ditebang petugas';
      const at = [
        { channel: 'whatsapp', region: 'ID-JT' },
        { channel: 'facebook', region: 'ID-JT' },
        { channel: 'whatsapp' },
      ] as const;
      for (const seen of at) await submitReport(saring, { text, ...seen });
      for (let more = 0; more < 3; more += 1) await submitReport(saring, { text, region: 'ID-JT' });
      await submitReport(saring, { text, region: 'ID-YO' });
      const { claim } = await submitReport(saring, { text, files: [await aPicture('png', { seed: 3 })] });
      const page = (await hers.get(`/meja/klaim/${String(claim)}`).expect(200)).text;
      const shown = /<dl class="facts summary">.*?<\/dl>/s.exec(page)?.[0].replaceAll(/<[^>]+>|\s+/g, ' ');
      expect(shown).to.match(/Dilaporkan sejak\s+2 Maret 2026.*WhatsApp \(2\), Facebook \(1\)/);
      expect(shown).to.match(/Jawa Tengah \(5\), provinsi lain.*Dengan gambar\s+1 laporan/);
      for (const part of ['laporan', 'pernyataan', 'catatan', 'riwayat']) {
        expect(page).to.include(`<a href="#${part}">`).and.include(`id="${part}"`);
      }
    });

    it('suggests reports and claims that are alike, with the shared words marked', async () => {
      const urls = ['https://contoh.example/kabar-vaksin'];
      const [first, second] = [
        await submitReport(saring, { text: 'Vaksin polio mengandung cip pelacak buatan luar negeri', urls }),
        await submitReport(saring, { text: 'Katanya imunisasi anak sekolah berisi cip pelacak', urls }),
      ];
      expect(second.match.state).to.equal('suggested');
      const { text } = await hers.get(`/meja/klaim/${String(first.claim)}`).expect(200);
      expect(text).to.include('Laporan yang mungkin sama').and.include(second.ticket).and.include('<mark>');
      const own = await hers.get(`/meja/klaim/${String(second.claim)}`).expect(200);
      expect(own.text).to.include('Mungkin sama dengan');
      for (const page of [text, own.text]) expect(page).to.match(/kemiripan \d+%.*, tautan yang sama/);
    });

    it('shows both texts of a suggestion side by side, what differs, and the figures', async () => {
      const text =
        'Gempa magnitudo 7,2 mengguncang Cianjur, warga diminta mengungsi ke lapangan terbuka sebelum gempa susulan';
      const { claim } = await aReportedClaim(saring, [text]);
      const report = await submitReport(saring, { text: text.replace('7,2', '9,7') });
      expect(report.match.state).to.equal('suggested');
      for (const path of [pageOf(claim), `/meja/klaim/${String(report.claim)}`]) {
        const page = (await hers.get(path).expect(200)).text;
        for (const number of ['9,7', '7,2']) expect(page).to.include(`<mark class="differs">${number}<span`);
        expect(page).to.include('angka berbeda: 9,7 dan 7,2').and.include('Rincian angka');
        expect(page).to.match(/<th scope="row">[^<]+<\/th><td class="num">\d+%<\/td>/);
      }
      const english = (await hers.get(`/en${pageOf(claim)}`).expect(200)).text;
      expect(english).to.include('different number: 9,7 and 7,2').and.include('This report</figcaption>');
    });

    it('shows the earlier report that a suggestion is most like, when the statement tells less', async () => {
      const first =
        'Lumba-lumba pink muncul di Danau Toba, nelayan Balige memotretnya pagi buta dari perahu solu';
      const { claim } = await aReportedClaim(saring, [first]);
      await saring.context.models.Claim.updateOne(
        { _id: claim._id },
        { $set: { statement: 'Hewan laut langka terlihat di danau' } },
      );
      const report = await submitReport(saring, {
        text: 'Nelayan Balige memotret lumba-lumba pink, katanya pagi buta, perahu solu ikut terekam di danau',
      });
      expect(report.match.claim.equals(claim._id)).to.equal(true);
      const { text } = await hers.get(pageOf(claim)).expect(200);
      const beside = /Laporan lain dalam klaim<\/figcaption>(.*?)<\/figure>/s.exec(text)?.[1] ?? '';
      expect(beside.replaceAll(/<span.*?<\/span>|<[^>]+>/g, '')).to.equal(first);
      expect(beside).to.include('<mark>nelayan</mark>');
    });

    it('folds the texts of what was matched automatically', async () => {
      const text =
        'Sumur tua di Kampung Naga mengeluarkan bau melati setiap malam Jumat Kliwon kata juru kunci';
      const { claim } = await aReportedClaim(saring, [text, `Tolong cek, ${text}`]);
      expect(claim.reportCount).to.equal(2);
      const page = (await hers.get(pageOf(claim)).expect(200)).text;
      const folded = /<details class="matched[^>]*>(.*?)<\/figure>/s.exec(page)?.[1] ?? '';
      expect(folded).to.include('Dicocokkan otomatis').and.include('<mark>melati</mark>');
    });

    it('says that a picture is what matched', async () => {
      const files = [await aPicture('png', { seed: 77 })];
      const first = await submitReport(saring, { text: '', files });
      const second = await submitReport(saring, { text: '', files });
      const caption = 'Kapal pesiar raksasa kandas dekat mercusuar pagi tadi, penumpangnya berenang ke darat';
      const other = await submitReport(saring, { text: caption, files });
      expect(String(second.claim)).to.equal(String(first.claim));
      const page = `/meja/klaim/${String(first.claim)}`;
      const { text } = await hers.get(page).expect(200);
      const wording = /wording=(picture-[0-9a-f]{16})/.exec(text.replaceAll('&#x3D;', '='))?.[1];
      const opened = await hers.get(page).query({ wording }).expect(200);
      expect(opened.text).to.include('Dicocokkan otomatis: kemiripan 95%, gambar yang sama');
      expect(text).to.include(other.ticket).and.include('kemiripan 40%, gambar yang sama');
    });

    it('has no buttons that could not work', async () => {
      const { claim } = await aReportedClaim(saring, [messages.ballots]);
      await publishAnswer(saring, String(claim._id), 'Surat suara itu contoh untuk latihan');
      const { text } = await hers.get(pageOf(claim)).expect(200);
      for (const action of ['ambil', 'lepas', 'sisihkan', 'buka', 'gabung']) {
        expect(text).not.to.include(`${pageOf(claim)}/${action}"`);
      }
      expect(text).to.include('Surat suara itu contoh');
    });
  });

  describe('every form', () => {
    const forms: [string, Record<string, string>][] = [
      ['ambil', {}],
      ['lepas', {}],
      ['serahkan', { person: nowhere }],
      ['sisihkan', { reason: 'spam' }],
      ['buka', {}],
      ['ubah', { statement: 'Pernyataan baru', topic: 'health' }],
      ['catatan', { text: 'Catatan' }],
      ['pisah', { reports: nowhere }],
      ['gabung', { into: nowhere }],
      [`laporan/${nowhere}`, { claim: nowhere, state: 'confirmed' }],
    ];
    for (const [action, fields] of forms) {
      it(`${action}: not signed in, from another site, of a claim that is not there`, async () => {
        const claim = await aClaim(saring);
        await saring.request
          .post(`${pageOf(claim)}/${action}`)
          .type('form')
          .send(fields)
          .expect(401);
        await send(hers, `${pageOf(claim)}/${action}`, fields)
          .set('Sec-Fetch-Site', 'cross-site')
          .expect(403);
        await send(hers, `/meja/klaim/${nowhere}/${action}`, fields).expect(404);
        expect((await readClaim(saring, claim._id)).version).to.equal(0);
      });
    }
  });

  it('taking: one of two wins, the other is told who has it and led back', async () => {
    const claim = await aClaim(saring);
    const answers = await Promise.all([
      send(hers, `${pageOf(claim)}/ambil`, { version: '0' }),
      send(his, `${pageOf(claim)}/ambil`, { version: '0' }),
    ]);
    expect(answers.map(({ status }) => status)).to.have.members([303, 409]);
    const lost = answers.find(({ status }) => status === 409);
    const winner = answers[0]?.status === 303 ? 'Ratna' : 'Budi';
    expect(lost?.text).to.include(`${winner} sudah mengambil klaim ini baru saja.`);
    expect(lost?.text).to.include(`href="${pageOf(claim)}"`);
  });

  it('a double click on one button is no lost race', async () => {
    const claim = await aClaim(saring);
    const twice = await Promise.all([1, 2].map(() => send(hers, `${pageOf(claim)}/ambil`, { version: '0' })));
    expect(twice.map(({ status }) => status)).to.deep.equal([303, 303]);
    expect((await readClaim(saring, claim._id)).version).to.equal(1);
  });

  it('an edit that came too late is not saved and not lost', async () => {
    const claim = await aClaim(saring, { statement: 'Kata lama' });
    const edit = (browser: Browser, statement: string) =>
      send(browser, `${pageOf(claim)}/ubah`, { version: '0', statement, topic: 'health' });
    await edit(hers, 'Kata Ratna').expect(303);
    saring.clock.advance(3);
    const late = await edit(his, 'Kata Budi yang panjang').expect(409);
    expect(late.text).to.include('Ratna sudah mengubah isi klaim ini 3 menit lalu.');
    expect(late.text).to.include('Kata Budi yang panjang');
    const after = await readClaim(saring, claim._id);
    expect(after).to.include({ statement: 'Kata Ratna', topic: 'health', version: 1 });
    const { text } = await hers.get(pageOf(claim)).expect(200);
    expect(text).to.include('Sebelumnya: Kata lama · Lainnya');
    expect(saring.context.claimSearch.search('Kata Ratna').map(({ id }) => id)).to.include(String(claim._id));
  });

  it('says on the page what was wrong, with what was typed', async () => {
    const claim = await aClaim(saring);
    const empty = await send(hers, `${pageOf(claim)}/ubah`, { version: '0', statement: ' ' }).expect(400);
    expect(empty.text).to.include('href="#statement"');
    const aside = await send(hers, `${pageOf(claim)}/sisihkan`, { version: '0', note: 'Iklan' }).expect(400);
    expect(aside.text)
      .to.include('href="#reason"')
      .and.include('Iklan')
      .and.match(/<details class="confirm" open/);
    const long = await send(hers, `${pageOf(claim)}/catatan`, { text: 'a'.repeat(4001) }).expect(400);
    expect(long.text).to.include('href="#text"').and.include('a'.repeat(4001));
    const none = await send(hers, `${pageOf(claim)}/pisah`, { version: '0' }).expect(400);
    expect(none.text).to.include('id="masalah"');
  });

  it('sets aside, reopens, notes and lets go, each told once on the next page', async () => {
    const claim = await aClaim(saring);
    await send(hers, `${pageOf(claim)}/sisihkan`, { version: '0', reason: 'spam' }).expect(303);
    const once = await hers.get(pageOf(claim)).expect(200);
    expect(once.text).to.include('Klaim ini sudah disisihkan.').and.include('Spam');
    expect((await hers.get(pageOf(claim))).text).not.to.include('Klaim ini sudah disisihkan.');
    await send(hers, `${pageOf(claim)}/buka`, { version: '1' }).expect(303);
    await send(hers, `${pageOf(claim)}/ambil`, { version: '2' }).expect(303);
    await send(his, `${pageOf(claim)}/lepas`, { version: '3' }).expect(403);
    await send(hers, `${pageOf(claim)}/lepas`, { version: '3' }).expect(303);
    await send(his, `${pageOf(claim)}/catatan`, { text: 'Baris satu\r\n<i>dua</i>' }).expect(303);
    const { text } = await hers.get(pageOf(claim)).expect(200);
    expect(text).to.include('&lt;i&gt;dua').and.include('Budi');
    expect(await readClaim(saring, claim._id)).to.include({ status: 'open', version: 5 });
  });

  it('hands over: editors see the form, verifiers do not', async () => {
    const claim = await aClaim(saring);
    const theirs = await signIn(saring, 'editor');
    expect((await hers.get(pageOf(claim))).text).not.to.include('/serahkan');
    expect((await theirs.get(pageOf(claim))).text).to.include('/serahkan');
    const fields = { version: '0', person: String(budi.person._id) };
    await send(hers, `${pageOf(claim)}/serahkan`, fields).expect(403);
    await send(theirs, `${pageOf(claim)}/serahkan`, fields).expect(303);
    expect((await readClaim(saring, claim._id)).assignee?.name).to.equal('Budi');
  });

  it('merges: finds the other claim by words or address, shows what changes, does it', async () => {
    const { claim: from } = await aReportedClaim(saring, [messages.voucher, messages.voucher]);
    const into = await aClaim(saring, { statement: 'Toko swalayan bagi-bagi kupon gratis' });
    const page = `${pageOf(from)}/gabung`;
    const found = await hers.get(`${page}?q=kupon+swalayan`).expect(200);
    expect(found.text).to.include(`?into=${String(into._id)}`);
    for (const pasted of [`into=${into.slug}`, `q=https://contoh.example/klaim/${into.slug}`]) {
      const preview = await hers.get(`${page}?${pasted}`).expect(200);
      expect(preview.text)
        .to.include('2 laporan pindah.')
        .and.include(`value="${String(into._id)}"`);
    }
    for (const wrong of [
      `into=${String(from._id)}`,
      `into=${nowhere}`,
      'q=https://contoh.example/klaim/tidak-ada',
    ]) {
      expect((await hers.get(`${page}?${wrong}`).expect(400)).text).to.include('id="masalah"');
    }
    await send(hers, page, { version: '7', into: String(into._id) }).expect(409);
    await send(hers, page, { version: '0', into: String(into._id) })
      .expect(303)
      .expect('Location', pageOf(into));
    expect((await hers.get(pageOf(from)).expect(200)).text).to.include(`href="${pageOf(into)}"`);
    await hers.get(page).expect(409);
  });

  it('splits by checkboxes, one or several', async () => {
    const { claim, reports } = await aReportedClaim(saring, [
      messages.garlic,
      messages.garlic,
      messages.garlic,
    ]);
    const ids = reports.map(({ _id }) => String(_id));
    const answer = await send(hers, `${pageOf(claim)}/pisah`, { version: '0', reports: ids[0] ?? '' }).expect(
      303,
    );
    const created = /klaim\/(\w+)$/.exec(answer.headers['location'] ?? '')?.[1] ?? '';
    expect(String((await readReport(saring, ids[0] ?? '')).claim)).to.equal(created);
    const page = await hers.get(answer.headers['location'] ?? '').expect(200);
    expect(page.text).to.include('1 laporan sudah dipisahkan');
  });

  it('decides a match from the page, and tells the second who decides', async () => {
    const urls = ['https://contoh.example/kabar-banjir'];
    const first = await submitReport(saring, { text: 'Banjir rob merendam stasiun utama kota', urls });
    const second = await submitReport(saring, { text: 'Air laut naik sampai ke peron kereta', urls });
    const own = await readClaim(saring, second.claim);
    const page = `/meja/klaim/${String(first.claim)}`;
    const { text } = await hers.get(page).expect(200);
    expect(text).to.include(`name="from" value="${String(own._id)}"`);
    const fields = {
      claim: String(first.claim),
      state: 'confirmed',
      version: String(own.version),
      from: String(own._id),
      seen: 'suggested',
    };
    await send(hers, `${page}/laporan/${String(second._id)}`, fields)
      .expect(303)
      .expect('Location', page);
    const late = await send(his, `${page}/laporan/${String(second._id)}`, { ...fields, state: 'rejected' });
    expect(late.status).to.equal(409);
    expect(late.text).to.include('Ratna sudah memindahkan sebuah laporan baru saja.');
    expect((await readReport(saring, second._id)).match.state).to.equal('confirmed');
  });
});
