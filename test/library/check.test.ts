import { expect } from 'chai';
import { aClaim } from '../helpers/claims.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { expectSound, read, wordsOf } from '../helpers/library.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('checking a message', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const check = async (text: string, path = '/cek') => {
    const { text: html } = await saring.request.post(path).type('form').send({ text }).expect(200);
    expectSound(html, path);
    return html;
  };

  describe('refuses', () => {
    for (const [what, body] of [
      ['nothing', {}],
      ['blanks', { text: ' \n\t ' }],
      ['more than 20,000 characters', { text: 'panjang '.repeat(3000) }],
      ['a list', { text: ['a', 'b'] }],
      ['fields that nobody asked for', { text: 'Bendungan jebol', $gt: '' }],
    ] as const) {
      it(what, async () => {
        const { text: html } = await saring.request.post('/cek').type('form').send(body).expect(400);
        expectSound(html, '/cek');
        expect(html).to.contain('id="masalah"').and.contain('role="alert"');
      });
    }

    it('says which field, and keeps what was typed', async () => {
      const { text: html } = await saring.request
        .post('/cek')
        .type('form')
        .send({ text: `<b>awal</b> ${'panjang '.repeat(3000)}` })
        .expect(400);
      expect(html).to.contain('href="#text"').and.contain('aria-invalid="true"');
      expect(html).to.contain('&lt;b&gt;awal&lt;/b&gt; panjang');
      expect(wordsOf(html)).to.contain('Terlalu panjang: paling banyak 20.000 karakter.');
    });

    it('a link that brings too much', async () => {
      await saring.request.get(`/cek?text=${'a'.repeat(12_000)}&text=b`).expect(400);
    });
  });

  it('shows the box, filled with what another app shared', async () => {
    expect(await read(saring, '/cek')).to.contain('<form method="post" action="/cek">');
    const html = await read(saring, '/en/cek?text=Kabar+%3Cb%3E&url=https://situs.example/1');
    expect(html).to.contain('Kabar &lt;b&gt;\nhttps://situs.example/1</textarea>');
  });

  it('unknown: one button carries the text to the report form', async () => {
    const html = await check('Kabar "aneh" <i>sekali</i> yang belum pernah dilaporkan siapa pun');
    expect(wordsOf(html)).to.contain('Belum ada yang melaporkan');
    expect(html).to.contain('action="/lapor/isi"');
    expect(html).to.contain(
      'name="text" value="Kabar &quot;aneh&quot; &lt;i&gt;sekali&lt;/i&gt; yang belum pernah dilaporkan siapa pun"',
    );
  });

  it('being checked: leads to the claim and shows the shared words', async () => {
    const report = await submitReport(saring);
    const html = await check(messages.dam);
    const claim = await saring.context.models.Claim.findById(report.claim).lean();
    expect(wordsOf(html)).to.contain('Sedang diperiksa');
    expect(html).to.contain(`href="/klaim/${claim?.slug}"`).and.contain('<mark>');
  });

  it('answered: verdict, summary, link, and a text to send back', async () => {
    const report = await submitReport(saring);
    const article = await publish(saring, await aDesk(saring), { claims: [String(report.claim)] });
    const html = await check(messages.dam);
    const words = wordsOf(html);
    expect(words).to.contain('Sudah ada klarifikasinya').and.contain('Putusan: Salah');
    expect(words).to.contain(article.summary).and.contain('Hasilnya: SALAH.');
    expect(html).to.contain(`href="/klarifikasi/${article.slug}"`);
    const shared = /href="(https:\/\/wa\.me\/[^"]+)"/.exec(html)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
    expect(new URL(shared).searchParams.get('text')).to.equal(
      `Pesan ini sudah dicek faktanya. Hasilnya: SALAH.\n${article.summary}\nPenjelasan lengkapnya: ${saring.context.config.baseUrl}/klarifikasi/${article.slug}`,
    );
    const english = await check(messages.dam, '/en/cek');
    expect(english).to.contain(`href="/en/klarifikasi/${article.slug}"`);
    expect(wordsOf(english)).to.contain('There is a clarification').and.contain('The result: FALSE.');
  });

  it('something like it: says that it is not sure', async () => {
    const { slug } = await aClaim(saring, {
      statement: 'Bendungan Karangsari jebol dan warga diminta mengungsi ke balai kecamatan',
      status: 'checking',
      worded: true,
    });
    const html = await check(
      'Apakah betul warga Karangsari diminta mengungsi? Katanya ada bendungan retak parah',
    );
    expect(wordsOf(html)).to.contain('Mungkin sudah ada yang melaporkan');
    expect(html).to.contain(`href="/klaim/${slug}"`).and.contain('action="/lapor/isi"');
  });

  it('something like it that is answered: reading comes first, reporting second', async () => {
    const claim = await aClaim(saring, {
      statement: 'Bendungan Karangsari jebol dan warga diminta mengungsi ke balai kecamatan',
    });
    const { slug } = await publish(saring, await aDesk(saring), { claims: [String(claim._id)] });
    const html = await check(
      'Apakah betul warga Karangsari diminta mengungsi? Katanya ada bendungan retak parah',
    );
    expect(wordsOf(html)).to.contain('Mungkin sudah ada klarifikasinya');
    const answer = html.slice(html.indexOf('class="answer"'), html.indexOf('class="again"'));
    expect([...answer.matchAll(/class="(button[^"]*)"/g)].map(([, name]) => name)).to.deep.equal([
      'button full',
      'button quiet small',
    ]);
    expect(answer).to.match(
      new RegExp(`class="button full" href="/klarifikasi/${slug}">Baca klarifikasinya`),
    );
    expect(answer.indexOf('Baca klarifikasinya')).to.be.lessThan(answer.indexOf('Pesan saya berbeda'));
  });

  it('shows both texts with what is shared and what differs, and warns of it', async () => {
    const statement =
      'Gempa magnitudo 7,2 mengguncang Cianjur, warga diminta mengungsi ke lapangan terbuka sebelum gempa susulan';
    const claim = await aClaim(saring, { statement, status: 'checking', worded: true });
    const text = statement.replace('7,2', '9,7');
    const html = await check(text);
    for (const number of ['9,7', '7,2']) expect(html).to.contain(`<mark class="differs">${number}<span`);
    expect(html).to.contain('<mark>mengguncang</mark>').and.contain('Pesan Anda</figcaption>');
    expect(wordsOf(html)).to.contain(
      'Perhatikan: angka di pesan Anda (9,7) berbeda dengan yang sudah dilaporkan (7,2).',
    );
    await publish(saring, await aDesk(saring), { claims: [String(claim._id)] });
    expect(wordsOf(await check(text))).to.contain(
      'Perhatikan: angka di pesan Anda (9,7) berbeda dengan yang sudah kami periksa (7,2).',
    );
    expect(wordsOf(await check(text, '/en/cek'))).to.contain(
      'Please note: the number in your message (9,7) is not the one that we checked (7,2).',
    );
  });

  it('warns of nothing where nothing differs', async () => {
    const report = await submitReport(saring);
    await publish(saring, await aDesk(saring), { claims: [String(report.claim)] });
    expect(wordsOf(await check(messages.dam))).not.to.contain('Perhatikan:');
  });

  it('names an article once that answers several claims', async () => {
    const statement = 'Bendungan Karangsari jebol dan warga diminta mengungsi';
    const claims = [];
    for (const end of ['ke balai kecamatan', 'ke balai kecamatan malam ini', 'sebelum subuh']) {
      claims.push(String((await aClaim(saring, { statement: `${statement} ${end}` }))._id));
    }
    const { slug } = await publish(saring, await aDesk(saring), { claims });
    const html = await check(`${statement} ke balai kecamatan`);
    expect(wordsOf(html)).to.contain('Sudah ada klarifikasinya').and.not.contain('Mungkin juga terkait');
    // Its title, and the button.
    expect(html.split(`href="/klarifikasi/${slug}"`)).to.have.lengthOf(3);
  });

  it('too short to look for: says so', async () => {
    for (const text of ['apakah benar?', 'Halo min', 'bendungan']) {
      const words = wordsOf(await check(text));
      expect(words, text).to.contain('Pesannya terlalu pendek').and.not.contain('Belum ada yang melaporkan');
    }
    expect(wordsOf(await check('https://situs.example/kabar'))).to.contain('Belum ada yang melaporkan');
  });

  it('gives the answer alone to a page that is open', async () => {
    const { text } = await saring.request
      .post('/cek')
      .type('form')
      .send({ text: 'Belum pernah ada yang melaporkan ini', part: 'answer' })
      .expect(200);
    expect(text.trim()).to.match(/^<div class="answer">/);
    expect(text).to.not.contain('<html');
  });

  it('refuses another site’s form', async () => {
    const request = saring.request.post('/cek').set('Sec-Fetch-Site', 'cross-site');
    await request.type('form').send({ text: 'kabar' }).expect(403);
  });

  it('refuses a flood, and says when to come back', async () => {
    let refused: string | undefined;
    for (let sent = 0; sent < 2000 && !refused; sent += 50) {
      const answers = await Promise.all(
        Array.from({ length: 50 }, () => saring.request.post('/cek').type('form').send({})),
      );
      refused = answers.find(({ status }) => status === 429)?.headers['retry-after'];
    }
    expect(Number(refused)).to.be.greaterThan(0);
  });
});
