import { expect } from 'chai';
import type supertest from 'supertest';
import { publishClarification } from '../../src/clarifications/publish-clarification.js';
import { correctClarification } from '../../src/clarifications/correct-clarification.js';
import { editClarification } from '../../src/clarifications/edit-clarification.js';
import { stopNotices } from '../../src/notices/stop-notices.js';
import { aPerson, signIn } from '../helpers/accounts.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { aClarification, aDesk, draft, inReview, publish, type Desk } from '../helpers/clarifications.js';
import { aPicture, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

/** The addresses that a page links to. */
const hrefs = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  );

type Browser = ReturnType<typeof supertest.agent>;

describe('the desk pages of clarifications', () => {
  let saring: Saring;
  let desk: Desk;
  let author: Browser;
  let editor: Browser;
  before(async () => {
    saring = await startSaring();
    desk = await aDesk(saring);
    author = await signIn(saring, desk.author);
    editor = await signIn(saring, desk.editor);
  });
  after(() => saring.close());

  /** The form as a browser sends it. */
  const form = (claim: string, overrides: Record<string, string> = {}): Record<string, string> => {
    const { title, summary, body } = aClarification();
    return {
      title,
      summary,
      body,
      verdict: 'false',
      kind: '',
      'sources.0.title': 'Sumber',
      'sources.0.url': 'https://sumber.example/',
      'sources.1.title': '',
      'sources.1.url': '',
      claims: claim,
      alt: '',
      do: 'save',
      ...overrides,
    };
  };
  const claimed = async () => String((await aClaim(saring))._id);
  const stored = (id: unknown) => saring.context.models.Clarification.findById(id).lean();
  const send = (browser: Browser, path: string, fields: Record<string, string>) =>
    browser.post(path).type('form').send(fields);

  it('are for staff', async () => {
    const { _id } = await draft(saring, desk);
    const paths = [
      '',
      '/baru',
      '/cari-klaim?q=x',
      ...['', '/sunting', '/koreksi', '/tarik'].map((end) => `/${String(_id)}${end}`),
    ];
    for (const path of paths) {
      const answer = await saring.request.get(`/meja/klarifikasi${path}`).expect(303);
      expect(answer.headers['location']).to.match(/^\/masuk\?next=/);
    }
    for (const path of [
      '',
      '/pratinjau',
      `/${String(_id)}`,
      `/${String(_id)}/terbitkan`,
      `/${String(_id)}/tarik`,
    ]) {
      await saring.request.post(`/meja/klarifikasi${path}`).type('form').send({}).expect(401);
    }
  });

  it('know no article that is not there', async () => {
    for (const id of ['64b7f0000000000000000001', 'x', '%00', '__proto__']) {
      await editor.get(`/meja/klarifikasi/${id}`).expect(404);
      await send(editor, `/meja/klarifikasi/${id}/terbitkan`, {}).expect(404);
    }
  });

  it('list articles by state, with counts, in pages', async () => {
    const one = await startSaring();
    try {
      const people = await aDesk(one);
      for (let number = 0; number < 32; number += 1) {
        await draft(one, people, { title: `Draf nomor ${number}` });
      }
      const browser = await signIn(one, people.author);
      const first = await browser.get('/meja/klarifikasi').expect(200);
      expect(first.text).to.include('Draf nomor 31').and.not.include('>Draf nomor 1<');
      const next = hrefs(first.text).find((href) => /^\/meja.*cursor=/.test(href));
      const second = await browser.get(next ?? '').expect(200);
      expect(second.text).to.include('>Draf nomor 1<').and.include('>Draf nomor 0<');
      await browser.get('/meja/klarifikasi?status=apa').expect(400);
    } finally {
      await one.close();
    }
  });

  it('tell those who review how many wait, and open on them', async () => {
    const one = await startSaring();
    try {
      const people = await aDesk(one);
      const [verifier, reviewer] = [await signIn(one, people.author), await signIn(one, people.editor)];
      await draft(one, people, { title: 'Masih draf' });
      const counted = /Klarifikasi <span class="count">(\d+)<span class="sr"> perlu ditinjau/;
      const none = await reviewer.get('/meja/klarifikasi').expect(200);
      expect(none.text).to.include('Masih draf').and.not.match(counted);
      for (const number of [1, 2]) {
        const claim = await aClaim(one);
        await inReview(one, people, { title: `Menunggu ${number}`, claims: [String(claim._id)] });
      }
      const list = await reviewer.get('/meja/klarifikasi').expect(200);
      expect(list.text).to.include('Menunggu 1').and.not.include('Masih draf');
      for (const path of ['/meja', '/meja/pemberitahuan', '/meja/akun', '/meja/klarifikasi?status=draft']) {
        const { text } = await reviewer.get(path).expect(200);
        expect(counted.exec(text)?.[1], path).to.equal('2');
      }
      expect((await reviewer.get('/en/meja').expect(200)).text).to.include('to review');
      expect((await reviewer.get('/').expect(200)).text).to.not.match(counted);
      const own = await verifier.get('/meja/klarifikasi').expect(200);
      expect(own.text).to.include('Masih draf').and.not.match(counted);
    } finally {
      await one.close();
    }
  });

  describe('writing', () => {
    it('starts from a claim', async () => {
      const claim = await aClaim(saring, { statement: 'Air laut surut tanda kiamat <b>besok</b>' });
      const { text } = await author.get(`/meja/klarifikasi/baru?claim=${String(claim._id)}`).expect(200);
      expect(text).to.include('Air laut surut tanda kiamat &lt;b&gt;besok&lt;/b&gt;');
      await author.get('/meja/klarifikasi/baru?claim[$ne]=x').expect(200);
      await author.get('/en/meja/klarifikasi/baru').expect(200);
    });

    it('saves a draft and leads to it', async () => {
      const answer = await send(author, '/meja/klarifikasi', form(await claimed())).expect(303);
      const path = answer.headers['location'] as string;
      const { text } = await author.get(path).expect(200);
      expect(text).to.include('Draf disimpan.').and.include('https://sumber.example/');
    });

    it('makes one draft of a form that was sent twice', async () => {
      const { text } = await author.get('/meja/klarifikasi/baru').expect(200);
      const id = /name="id" value="([0-9a-f]{24})"/.exec(text)?.[1] ?? '';
      const fields = form(await claimed(), { id });
      const [first, second] = await Promise.all([
        send(author, '/meja/klarifikasi', fields),
        send(author, '/meja/klarifikasi', fields),
      ]);
      expect(first.headers['location']).to.equal(`/meja/klarifikasi/${id}`);
      expect(second.headers['location']).to.equal(`/meja/klarifikasi/${id}`);
    });

    it('keeps what was typed when something is wrong, and names it', async () => {
      const fields = form(await claimed(), {
        title: '',
        summary: 'Ringkasan yang <i>lama</i> diketik',
        'sources.1.title': 'Sumber kedua',
        'sources.1.url': 'javascript:alert(1)',
      });
      const { text } = await send(author, '/meja/klarifikasi', fields).expect(400);
      expect(text)
        .to.include('href="#title"')
        .and.include('href="#sources.1.url"')
        .and.include('id="sources.1.url"')
        .and.include('Ringkasan yang &lt;i&gt;lama&lt;/i&gt; diketik')
        .and.include('value="Sumber kedua"')
        .and.include('value="javascript:alert(1)"')
        .and.not.include('href="javascript');
      expect(text).to.match(/<a href="#sources\.1\.url">Sumber 2, tautan: /);
    });

    it('names everything that is missing at once, the title too', async () => {
      const { text } = await send(author, '/meja/klarifikasi', { do: 'submit' }).expect(400);
      const named = [...text.matchAll(/<li><a href="#([^"]+)"/g)].map(([, field]) => field);
      expect(named).to.deep.equal(['title', 'summary', 'verdict', 'body', 'sources', 'claims']);
    });

    it('completes a source’s link that has no scheme', async () => {
      const fields = form(await claimed(), { 'sources.0.url': 'sumber.example/kabar?hari=1' });
      const answer = await send(author, '/meja/klarifikasi', fields).expect(303);
      const id = (answer.headers['location'] as string).split('/').at(-1);
      expect((await stored(id))?.sources[0]?.url).to.equal('https://sumber.example/kabar?hari=1');
    });

    it('says what is missing when it is handed on, and has saved it', async () => {
      const fields = form('', {
        body: '',
        verdict: '',
        do: 'submit',
        'sources.0.title': '',
        'sources.0.url': '',
      });
      delete fields['claims'];
      const { text } = await send(author, '/meja/klarifikasi', fields).expect(400);
      for (const field of ['body', 'verdict', 'sources', 'claims']) {
        expect(text).to.include(`href="#${field}"`).and.include(`id="${field}"`);
      }
      expect(text).to.include('Draf sudah disimpan. Lengkapi ini');
      const action = /action="(\/meja\/klarifikasi\/[0-9a-f]{24})"/.exec(text)?.[1];
      const answer = await send(
        author,
        action ?? '',
        form(await claimed(), { version: '0', do: 'submit' }),
      ).expect(303);
      const page = await author.get(answer.headers['location'] as string).expect(200);
      expect(page.text).to.include('Menunggu tinjauan');
    });

    it('adds rows, finds claims and shows a preview without JavaScript and without saving', async () => {
      const claim = await aClaim(saring, { statement: 'Kurma mengandung ulat pemakan otak' });
      const other = await claimed();
      const count = await saring.context.models.Clarification.countDocuments();
      const fields = form(other, { claimQuery: 'kurma ulat', body: '## Satu\n\n<script>x</script>' });
      const more = await send(author, '/meja/klarifikasi', { ...fields, do: 'more' }).expect(200);
      expect(more.text.match(/class="source"/g)?.length).to.equal(6);
      const find = await send(author, '/meja/klarifikasi', { ...fields, do: 'find' }).expect(200);
      expect(find.text)
        .to.include(`value="${String(claim._id)}"`)
        .and.include(`value="${other}" checked`);
      const preview = await send(author, '/meja/klarifikasi', { ...fields, do: 'preview' }).expect(200);
      expect(preview.text).to.include('<h2>Satu</h2>').and.not.include('<script>x');
      const frame = await send(author, '/meja/klarifikasi', { ...fields, do: 'template' }).expect(200);
      expect(frame.text).to.include('## Satu').and.include('## Kesimpulan');
      for (const { text } of [more, find, preview, frame]) expect(text).to.include(fields['title']);
      expect(await saring.context.models.Clarification.countDocuments()).to.equal(count);
    });

    it('answers the page itself: a preview, and claims that are not linked yet', async () => {
      const { text } = await send(author, '/meja/klarifikasi/pratinjau', {
        body: '[x](javascript:y) **z**',
      }).expect(200);
      expect(text).to.equal('<p>[x](javascript:y) <strong>z</strong></p>\n');
      const claim = await aClaim(saring, { statement: 'Rebusan serai mengusir cicak raksasa' });
      const found = await author.get('/meja/klarifikasi/cari-klaim?q=serai%20cicak').expect(200);
      expect(found.text).to.include(String(claim._id));
      const without = await author
        .get(`/meja/klarifikasi/cari-klaim?q=serai&without=${String(claim._id)}`)
        .expect(200);
      expect(without.text).to.not.include(String(claim._id));
    });

    it('takes a cover with its description, and puts it into the picture store', async () => {
      const claim = await claimed();
      const fields = form(claim);
      const post = (alt: string, picture: Buffer) => {
        const request = author.post('/meja/klarifikasi');
        for (const [name, value] of Object.entries({ ...fields, alt })) void request.field(name, value);
        return request.attach('cover', picture, 'sampul.png');
      };
      const bare = await post('', await aPicture('png')).expect(400);
      expect(bare.text).to.include('href="#alt"');
      const broken = await post('Peta', Buffer.from('GIF89a')).expect((answer) => {
        expect(answer.status).to.be.oneOf([400, 415, 422]);
      });
      expect(broken.text).to.include('href="#cover"').and.include(fields['title']);
      const answer = await post('Peta bendungan', await aPicture('png')).expect(303);
      const id = (answer.headers['location'] as string).split('/').at(-1) ?? '';
      const article = await stored(id);
      expect(article?.cover).to.include({ alt: 'Peta bendungan', width: 640, height: 480 });
      await author.get(`/meja/gambar/${String(article?.cover?.file)}`).expect(200);
      await saring.request.get(`/gambar/${String(article?.cover?.file)}`).expect(404);

      const renamed = form(claim, { alt: 'Peta waduk', version: '0' });
      await send(author, `/meja/klarifikasi/${id}`, renamed).expect(303);
      expect((await stored(id))?.cover?.alt).to.equal('Peta waduk');
      await send(author, `/meja/klarifikasi/${id}`, { ...renamed, removeCover: 'yes', version: '1' }).expect(
        303,
      );
      expect(await stored(id)).to.not.have.property('cover');
    });

    it('is refused to other verifiers', async () => {
      const { _id } = await draft(saring, desk);
      const stranger = await signIn(saring, await aPerson(saring, { role: 'verifier' }));
      await stranger.get(`/meja/klarifikasi/${String(_id)}/sunting`).expect(403);
      await send(
        stranger,
        `/meja/klarifikasi/${String(_id)}`,
        form(await claimed(), { version: '0' }),
      ).expect(403);
      const { text } = await stranger.get(`/meja/klarifikasi/${String(_id)}`).expect(200);
      expect(text).to.not.include('data-editor');
    });
  });

  describe('two people on one article', () => {
    it('lets the second see who was first, with their own text still there', async () => {
      const { _id, claims } = await draft(saring, desk, { claims: [await claimed()] });
      await editClarification(saring.context, _id, { title: 'Dari editor' }, { by: desk.editor.signedIn });
      const fields = form(String(claims[0]), { title: 'Dari penulis, panjang dan penting', version: '0' });
      const { text } = await send(author, `/meja/klarifikasi/${String(_id)}`, fields).expect(409);
      expect(text)
        .to.include('Eka Penyunting sudah menyunting artikel ini lebih dulu.')
        .and.include('value="Dari penulis, panjang dan penting"')
        .and.include('name="version" value="1"');
      expect((await stored(_id))?.title).to.equal('Dari editor');
      await send(author, `/meja/klarifikasi/${String(_id)}`, { ...fields, version: '1' }).expect(303);
      expect((await stored(_id))?.title).to.equal('Dari penulis, panjang dan penting');
    });

    it('shows the text without a button when the article is public by now', async () => {
      const { _id, claims, version } = await inReview(saring, desk, { claims: [await claimed()] });
      await publishClarification(saring.context, _id, { by: desk.editor.signedIn });
      const fields = form(String(claims[0]), { title: 'Terlambat sekali', version: String(version) });
      const { text } = await send(author, `/meja/klarifikasi/${String(_id)}`, fields).expect(409);
      expect(text).to.include('value="Terlambat sekali"').and.include('sudah menerbitkan artikel ini');
      expect(text).to.not.include('editor-actions');
    });

    it('publishes once', async () => {
      const { _id } = await inReview(saring, desk, { claims: [await claimed()] });
      const answers = await Promise.all(
        [1, 2, 3].map(() => send(editor, `/meja/klarifikasi/${String(_id)}/terbitkan`, { version: '1' })),
      );
      expect(answers.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([303, 409, 409]);
      expect(answers.find(({ status }) => status === 409)?.text).to.include('Eka Penyunting');
    });
  });

  describe('reviewing', () => {
    it('shows what readers will see and how many are told', async () => {
      const report = await submitReport(saring, {
        text: 'Jembatan Sukarame ambruk karena ditabrak kapal tongkang semalam',
        contact: { email: 'rina@contoh.example' },
      });
      await submitReport(saring, { text: 'Jembatan Sukarame ambruk karena ditabrak kapal tongkang semalam' });
      const { _id } = await inReview(saring, desk, {
        claims: [String(report.claim)],
        body: '## Fakta\n\n<b>x</b>',
      });
      const { text } = await editor.get(`/meja/klarifikasi/${String(_id)}`).expect(200);
      expect(text)
        .to.include('2 laporan akan dijawab')
        .and.include('1 pelapor akan menerima surel')
        .and.include('<h2>Fakta</h2>')
        .and.include('&lt;b&gt;x&lt;/b&gt;')
        .and.include('/terbitkan')
        .and.not.include('rina@contoh.example');
      const own = await author.get(`/meja/klarifikasi/${String(_id)}`).expect(200);
      expect(own.text).to.not.include('/terbitkan').and.not.include('/kembalikan');
    });

    it('gives it back with a note, which must be there', async () => {
      const { _id } = await inReview(saring, desk, { claims: [await claimed()] });
      const path = `/meja/klarifikasi/${String(_id)}`;
      const empty = await send(editor, `${path}/kembalikan`, { note: ' ', version: '1' }).expect(400);
      expect(empty.text).to.include('href="#note"');
      await send(author, `${path}/kembalikan`, { note: 'Milik saya', version: '1' }).expect(403);
      await send(editor, `${path}/kembalikan`, { note: 'Tambah <sumber>.', version: '1' }).expect(303);
      const { text } = await author.get(path).expect(200);
      expect(text).to.include('Tambah &lt;sumber&gt;.').and.include('data-editor');
      await send(author, `${path}/ajukan`, { version: '2' }).expect(303);
      await send(editor, `${path}/terbitkan`, { version: '3' }).expect(303);
      expect(await stored(_id)).to.include({ status: 'published' });
    });

    it('lets an editor mend it before publishing', async () => {
      const { _id, claims } = await inReview(saring, desk, { claims: [await claimed()] });
      const path = `/meja/klarifikasi/${String(_id)}`;
      await author.get(`${path}/sunting`).expect(403);
      await editor.get(`${path}/sunting`).expect(200);
      await send(editor, path, form(String(claims[0]), { title: 'Judul rapi', version: '1' })).expect(303);
      expect(await stored(_id)).to.include({ title: 'Judul rapi', status: 'in-review' });
    });
  });

  describe('correcting', () => {
    it('counts the reporters who were told, not their mails, and whom it will reach', async () => {
      const text = 'Menara pemancar Wanasari roboh menimpa pasar malam';
      const reports = [];
      for (const name of ['rina', 'tono']) {
        reports.push(await submitReport(saring, { text, contact: { email: `${name}@contoh.example` } }));
      }
      const article = await publish(saring, desk, { claims: [String(reports[0]?.claim)] });
      const { Notice } = saring.context.models;
      await Notice.updateMany({ clarification: article._id }, { $set: { status: 'sent' } });
      const first = await correctClarification(
        saring.context,
        article._id,
        { title: 'Menara Wanasari masih berdiri tegak' },
        { by: desk.editor.signedIn, note: 'Judul diperjelas.' },
      );
      await Notice.updateMany({ clarification: article._id }, { $set: { status: 'sent' } });
      expect(await Notice.countDocuments({ clarification: first._id, status: 'sent' })).to.equal(4);
      const path = `/meja/klarifikasi/${String(article._id)}`;
      for (const end of ['', '/tarik']) {
        const page = await editor.get(`${path}${end}`).expect(200);
        expect(page.text).to.include('2 pelapor sudah diberi tahu');
      }
      await stopNotices(saring.context, reports[1] ?? article);
      const form = await editor.get(`${path}/koreksi`).expect(200);
      expect(form.text).to.include('1 pelapor akan menerima surel tentang koreksi ini');
    });

    it('is not published by Enter, which presses the first button', async () => {
      const article = await publish(saring, desk, { claims: [await claimed()] });
      const path = `/meja/klarifikasi/${String(article._id)}/koreksi`;
      const { text } = await editor.get(path).expect(200);
      const main = text.slice(text.indexOf('data-editor'));
      const [pressed = ''] = /<button[^>]*>/.exec(main) ?? [];
      expect(pressed).to.include('name="do" value="preview"');
      expect(text).to.include('Ya, terbitkan koreksi');
      const change = form(String(article.claims[0]), {
        title: 'Judul yang lain',
        note: 'Judul diperjelas.',
        version: String(article.version),
      });
      for (const step of ['preview', '']) {
        const shown = await send(editor, path, { ...change, do: step }).expect(200);
        expect(shown.text).to.include('value="Judul yang lain"').and.include('<h2>Fakta</h2>');
      }
      expect(await stored(article._id)).to.include({ title: article.title, version: article.version });
    });

    it('needs a note and a change, and shows both', async () => {
      const article = await publish(saring, desk, { claims: [await claimed()] });
      const path = `/meja/klarifikasi/${String(article._id)}`;
      const fields = form(String(article.claims[0]), {
        kind: 'fabricated-content',
        'sources.0.title': article.sources[0]?.title ?? '',
        'sources.0.url': article.sources[0]?.url ?? '',
        version: String(article.version),
      });
      await author.get(`${path}/koreksi`).expect(403);
      await editor.get(`${path}/koreksi`).expect(200);
      const bare = await send(editor, `${path}/koreksi`, { ...fields, title: 'Baru' }).expect(400);
      expect(bare.text).to.include('href="#note"').and.include('value="Baru"');
      const same = await send(editor, `${path}/koreksi`, { ...fields, note: 'Sama' }).expect(400);
      expect(same.text).to.include('Belum ada isi yang diubah');
      const change = { ...fields, note: 'Putusan terlalu keras.', verdict: 'misleading' };
      await send(editor, `${path}/koreksi`, change).expect(303);
      const { text } = await editor.get(path).expect(200);
      expect(text).to.include('Yang berubah: putusan').and.include('Putusan terlalu keras.');
      expect(await readClaim(saring, article.claims[0])).to.include({ verdict: 'misleading' });
      const late = await send(editor, `${path}/koreksi`, { ...change, title: 'Lagi' }).expect(409);
      expect(late.text).to.include('sudah mengoreksi artikel ini lebih dulu').and.include('value="Lagi"');
    });
  });

  describe('retracting', () => {
    it('asks for a reason and for certainty', async () => {
      const article = await publish(saring, desk, { claims: [await claimed()] });
      const path = `/meja/klarifikasi/${String(article._id)}/tarik`;
      await author.get(path).expect(403);
      await editor.get(path).expect(200);
      const unsure = await send(editor, path, { reason: 'Keliru', version: String(article.version) }).expect(
        400,
      );
      expect(unsure.text).to.include('href="#sure"').and.include('>\nKeliru</textarea>');
      await send(editor, path, { reason: '', sure: 'yes', version: String(article.version) }).expect(400);
      await send(author, path, { reason: 'Keliru', sure: 'yes' }).expect(403);
      // Somebody corrects it meanwhile: the retraction must be decided anew.
      await correctClarification(
        saring.context,
        article._id,
        { title: 'Beda' },
        { by: desk.editor.signedIn, note: 'x' },
      );
      await send(editor, path, { reason: 'Keliru', sure: 'yes', version: String(article.version) }).expect(
        409,
      );
      const now = String(article.version + 1);
      await send(editor, path, { reason: 'Keliru', sure: 'yes', version: now }).expect(303);
      expect(await stored(article._id)).to.include({ status: 'retracted' });
      const { text } = await editor.get(`/meja/klarifikasi/${String(article._id)}`).expect(200);
      expect(text).to.include('Ditarik dengan alasan').and.not.include('/koreksi"');
    });
  });
});
