import { expect } from 'chai';
import { pbkdf2Sync } from 'node:crypto';
import { aPicture, messages, publishAnswer, readContact, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

interface Challenge {
  parameters: { nonce: string; salt: string; cost: number; keyLength: number; keyPrefix: string };
  signature: string;
}

/** What public/js/report-worker.js does. */
function solve(challenge: Challenge): string {
  const { nonce, salt, cost, keyLength, keyPrefix } = challenge.parameters;
  for (let counter = 0; ; counter += 1) {
    const password = Buffer.alloc(nonce.length / 2 + 4);
    password.write(nonce, 'hex');
    password.writeUInt32BE(counter, nonce.length / 2);
    const derivedKey = pbkdf2Sync(password, Buffer.from(salt, 'hex'), cost, keyLength, 'sha256').toString(
      'hex',
    );
    if (derivedKey.startsWith(keyPrefix)) {
      return Buffer.from(JSON.stringify({ challenge, solution: { counter, derivedKey } })).toString('base64');
    }
  }
}

const unescape = (text: string) =>
  text
    .replaceAll('&#x3D;', '=')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

/** The hidden fields of a page's form. */
function hidden(html: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const [, name = '', value = ''] of html.matchAll(
    /<input type="hidden" name="([^"]+)" value="([^"]*)"/g,
  )) {
    fields[name] = unescape(value);
  }
  return fields;
}

const ticketIn = (location: string) => /SRG-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(location)?.[0] ?? '';

describe('the report form', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const puzzle = async () => {
    const { body, headers } = await saring.request.get('/lapor/teka-teki').expect(200);
    expect(headers['cache-control']).to.equal('no-store');
    return solve(body as Challenge);
  };
  const send = (fields: Record<string, string>, path = '/lapor') =>
    saring.request
      .post(path)
      .type('form')
      .send({ step: 'send', key: crypto.randomUUID(), ...fields });
  const withFiles = async (files: Buffer[]) => {
    let request = saring.request
      .post('/lapor')
      .field('text', 'Tetap ada di sini')
      .field('key', crypto.randomUUID());
    for (const bytes of files) request = request.attach('files', bytes, 'foto.jpg');
    return request;
  };
  const countReports = () => saring.context.models.Report.countDocuments();

  it('shows itself, in both languages, with 38 provinces and a new key each time', async () => {
    const first = await saring.request.get('/lapor').expect(200);
    const second = await saring.request.get('/en/lapor').expect(200);
    expect(first.text).to.include('Laporkan pesan yang meragukan').and.include('Jawa Barat');
    expect(second.text).to.include('Report a doubtful message').and.include('action="/en/lapor"');
    expect(first.text.match(/value="ID-/g)).to.have.length(38);
    expect(first.text).to.include(
      'Kami tidak meminta nama, dan surel Anda tidak pernah tampil di situs ini.',
    );
    expect(hidden(first.text)['key']).not.to.equal(hidden(second.text)['key']);
    expect(first.headers['set-cookie']).to.equal(undefined);
  });

  it('takes over what was pasted elsewhere, as text', async () => {
    const script = '<script>alert(1)</script> "kutip"';
    const shown = await saring.request.get('/lapor').query({ text: script });
    const posted = await saring.request
      .post('/lapor/isi')
      .type('form')
      .send({ text: script, urls: 'contoh.example/x' });
    for (const { text } of [shown, posted]) {
      expect(text).to.include('&lt;script&gt;alert(1)');
      expect(text).not.to.include('<script>alert(1)');
    }
    expect(posted.text).to.include('contoh.example/x');
    const long = await saring.request.get('/lapor').query({ text: 'q'.repeat(3000) });
    expect(/<textarea[^>]*>\s*(q+)/.exec(long.text)?.[1]).to.have.length(2000);
    expect((await saring.request.get('/lapor?text[$gt]=')).status).to.equal(200);
  });

  it('keeps what was typed when something is wrong, and says which field and why', async () => {
    const { status, text } = await send({
      text: 'Pesan yang <b>benar</b>',
      urls: 'https://baik.example/1\njavascript:alert(1)',
      channel: 'pigeon',
      region: 'ID-JB',
      doubt: 'Saya ragu',
      email: 'budi@',
    });
    expect(status).to.equal(400);
    expect(text)
      .to.include('Pesan yang &lt;b&gt;benar&lt;/b&gt;')
      .and.include('Saya ragu')
      .and.include('budi@');
    expect(text).to.include('value="ID-JB" selected');
    expect(text)
      .to.include('href="#urls"')
      .and.include('Baris ke-2:')
      .and.include('href="#channel"')
      .and.include('href="#email"');
    expect(text).not.to.include('href="javascript');
  });

  it('says which line of the links is wrong, once a line', async () => {
    const urls = 'https://baik.example/1\n\nlihat di https://contoh.example/a ya\nhttps://baik.example/2';
    const { status, text } = await send({ text: 'Pesan', urls });
    expect(status).to.equal(400);
    expect(text).to.include('Baris ke-3: Satu baris untuk satu tautan').and.include(urls);
    expect(text.match(/Baris ke-\d/g)?.filter((line) => line !== 'Baris ke-3')).to.deep.equal([]);
    expect(text).not.to.match(/Baris ke-3[^<]*Baris ke-3/);
  });

  it('takes any rubbish for an empty form', async () => {
    const rubbish = [
      '[]',
      '[{"text":"x"}]',
      '{"text":{"$gt":""}}',
      '{"step":{"a":1},"key":["x"],"pictures":9}',
      '{"__proto__":{"step":"check"}}',
    ];
    for (const body of rubbish) {
      for (const path of ['/lapor', '/lapor/isi', '/lapor/cek']) {
        const { status } = await saring.request.post(path).type('json').send(body);
        expect(status, `${path} ${body}`).to.be.oneOf([200, 400]);
      }
    }
  });

  it('refuses an empty form in words', async () => {
    const { status, text } = await send({});
    expect(status).to.equal(400);
    expect(text).to.include('Isi paling sedikit satu: pesan, tautan, atau gambar.');
  });

  it('sends at once with a solved puzzle, and shows the ticket', async () => {
    const sent = await send({ text: messages.dam, puzzle: await puzzle(), channel: '', email: '' });
    expect(sent.status).to.equal(303);
    expect(sent.headers['location']).to.match(/^\/lacak\/SRG-[^?]+\?baru=1$/);
    const page = await saring.request.get(sent.headers['location'] as string).expect(200);
    expect(page.text)
      .to.include('Terima kasih, laporan Anda sudah kami terima')
      .and.include(ticketIn(sent.headers['location'] as string));
    const english = await send({ text: messages.garlic, puzzle: await puzzle() }, '/en/lapor');
    expect(english.headers['location']).to.match(/^\/en\/lacak\/SRG-/);
  });

  it('makes one report of two clicks, and two of two messages', async () => {
    const before = await countReports();
    const form = { key: crypto.randomUUID(), text: messages.voucher };
    const first = await send({ ...form, puzzle: await puzzle() }).expect(303);
    const again = await send({ ...form }).expect(303);
    expect(again.headers['location']).to.equal(first.headers['location']);
    const other = await send({ ...form, text: messages.ballots, puzzle: await puzzle() }).expect(303);
    expect(other.headers['location']).not.to.equal(first.headers['location']);
    expect(await countReports()).to.equal(before + 2);
  });

  describe('without a puzzle', () => {
    it('asks once more and then sends, pictures included', async () => {
      const before = await countReports();
      const asked = await saring.request
        .post('/lapor')
        .field('step', 'send')
        .field('key', crypto.randomUUID())
        .field('text', 'Baris satu\r\nbaris "dua" <i>miring</i>')
        .field('region', 'ID-BA')
        .field('email', 'rina@contoh.example')
        .attach('files', await aPicture('jpeg'), 'a.jpg');
      expect(asked.status).to.equal(200);
      expect(asked.text).to.include('Periksa sekali lagi').and.include('1 gambar').and.include('Bali');
      expect(await countReports()).to.equal(before);
      const sent = await send(hidden(asked.text)).expect(303);
      const ticket = ticketIn(sent.headers['location'] as string);
      const stored = await saring.context.models.Report.findOne({ ticket }).select('+contact').lean();
      expect(stored).to.include({
        text: 'Baris satu\nbaris "dua" <i>miring</i>',
        region: 'ID-BA',
        source: 'form',
      });
      expect(stored?.pictures).to.have.length(1);
      expect(await readContact(saring, { ticket })).to.equal('rina@contoh.example');
    });

    it('goes back to the form with everything in it', async () => {
      const asked = await saring.request
        .post('/lapor')
        .field('key', crypto.randomUUID())
        .field('text', 'Masih mau saya ubah')
        .attach('files', await aPicture('png', { seed: 3 }), 'a.png');
      const { status, text } = await send({ ...hidden(asked.text), step: 'edit' });
      expect(status).to.equal(200);
      expect(text).to.include('Masih mau saya ubah').and.include('1 gambar sudah tersimpan');
      const without = await send({
        ...hidden(text),
        text: 'Masih mau saya ubah',
        withoutPictures: 'yes',
        puzzle: await puzzle(),
      });
      const stored = await saring.context.models.Report.findOne({
        ticket: ticketIn(without.headers['location'] as string),
      }).lean();
      expect(stored?.pictures).to.deep.equal([]);
    });

    it('believes no confirmation of another form, none that was made up, and none that is old', async () => {
      const key = crypto.randomUUID();
      const asked = await send({ key, text: messages.dam, doubt: 'lagi' }).expect(200);
      const { confirmation = '' } = hidden(asked.text);
      const fields = { text: messages.dam, doubt: 'lagi' };
      expect((await send({ ...fields, confirmation })).status).to.equal(200);
      expect((await send({ ...fields, key, confirmation: `${confirmation}x` })).status).to.equal(200);
      expect((await send({ ...fields, key, confirmation: 'e30.e30' })).status).to.equal(200);
      saring.clock.advance(121);
      expect((await send({ ...fields, key, confirmation })).status).to.equal(200);
    });

    it('keeps a picture once that was chosen again, also beside four others', async () => {
      const key = crypto.randomUUID();
      const pictures = await Promise.all([21, 22, 23, 24, 25].map((seed) => aPicture('png', { seed })));
      const post = (fields: Record<string, string>, files: Buffer[]) => {
        let request = saring.request.post('/lapor');
        for (const [name, value] of Object.entries({ ...fields, key })) request = request.field(name, value);
        for (const bytes of files) request = request.attach('files', bytes, 'foto.png');
        return request;
      };
      const first = await post({ text: 'Lima foto', email: 'salah@' }, pictures).expect(400);
      const again = await post({ text: 'Lima foto', ...hidden(first.text) }, pictures.slice(0, 2));
      expect(again.text).to.include('Periksa sekali lagi').and.include('5 gambar');
      expect(again.text).not.to.include('belum tersimpan');
      const sent = await post({ ...hidden(again.text), step: 'send' }, []).expect(303);
      const ticket = /SRG-[\w-]+/.exec(sent.headers['location'] ?? '')?.[0];
      const stored = await saring.context.models.Report.findOne({ ticket }).lean();
      expect(stored?.pictures).to.have.length(5);
      const twice = await submitReport(saring, { text: '', files: pictures.slice(0, 1).concat(pictures) });
      expect(twice.pictures.map(({ sha256 }) => sha256)).to.deep.equal(
        stored?.pictures.map(({ sha256 }) => sha256),
      );
    });

    it('takes no pictures that it did not store', async () => {
      const forged = Buffer.from(JSON.stringify({ value: [{ file: 'x' }], until: 9e15 })).toString(
        'base64url',
      );
      const { status, text } = await send({ pictures: `${forged}.AAAA` });
      expect(status).to.equal(400);
      expect(text).to.include('Isi paling sedikit satu');
    });
  });

  describe('puzzles', () => {
    const text = 'Teka-teki harus dipecahkan sebelum laporan ini boleh dikirim';
    const isAsked = async (solution: string) => {
      const { status, text: page } = await send({ text, doubt: crypto.randomUUID(), puzzle: solution });
      return status === 200 && page.includes('Periksa sekali lagi');
    };

    it('are good once', async () => {
      const solution = await puzzle();
      expect(await isAsked(solution)).to.equal(false);
      expect(await isAsked(solution)).to.equal(true);
    });

    it('are good once, also for twenty at the same time', async () => {
      const solution = await puzzle();
      const asked = await Promise.all(Array.from({ length: 20 }, () => isAsked(solution)));
      expect(asked.filter((one) => !one)).to.have.length(1);
    });

    it('are not good after two hours', async () => {
      const solution = await puzzle();
      saring.clock.advance(121);
      expect(await isAsked(solution)).to.equal(true);
    });

    const forged: [string, (payload: Record<string, object>) => unknown][] = [
      [
        'another counter and key',
        ({ challenge }) => ({ challenge, solution: { counter: 1, derivedKey: '00'.repeat(32) } }),
      ],
      [
        'a later end',
        ({ challenge, solution }) => ({
          challenge: withParameters(challenge, { data: { until: 9e15 } }),
          solution,
        }),
      ],
      [
        'a lower cost',
        ({ challenge, solution }) => ({
          challenge: withParameters(challenge, { cost: 1, keyPrefix: '00' }),
          solution,
        }),
      ],
      [
        'no signature',
        ({ challenge, solution }) => ({
          challenge: { ...challenge, signature: undefined },
          solution,
        }),
      ],
      [
        'an operator for a signature',
        ({ challenge, solution }) => ({
          challenge: { ...challenge, signature: { $gt: '' } },
          solution,
        }),
      ],
      ['nothing', () => null],
    ];
    for (const [what, forge] of forged) {
      it(`cannot be forged: ${what}`, async () => {
        const payload = JSON.parse(Buffer.from(await puzzle(), 'base64').toString()) as Record<
          string,
          object
        >;
        expect(await isAsked(Buffer.from(JSON.stringify(forge(payload))).toString('base64'))).to.equal(true);
      });
    }

    it('may be any rubbish', async () => {
      for (const rubbish of ['x', '{}', 'e30=', '😀', 'a'.repeat(9000)])
        expect(await isAsked(rubbish)).to.equal(true);
    });
  });

  it('does not pretend to take what fell into the trap', async () => {
    const before = await countReports();
    const { status, text } = await send({
      text: 'Beli obat murah',
      homepage: 'https://iklan.example',
      puzzle: await puzzle(),
    });
    expect(status).to.equal(422);
    expect(text).to.include('belum kami terima').and.include('Beli obat murah');
    expect(await countReports()).to.equal(before);
  });

  describe('checking first', () => {
    it('shows the answer before sending', async () => {
      const { claim } = await submitReport(saring, { text: messages.dam });
      await publishAnswer(saring, String(claim));
      const before = await countReports();
      const { status, text } = await send({ step: 'check', text: messages.dam });
      expect(status).to.equal(200);
      expect(text)
        .to.include('Sudah ada klarifikasinya')
        .and.include('Bendungan Karangsari tidak jebol')
        .and.include('/klarifikasi/');
      expect(await countReports()).to.equal(before);
      const part = await saring.request
        .post('/lapor/cek')
        .type('form')
        .send({ text: messages.dam, part: 'answer' });
      expect(part.status).to.equal(200);
      expect(part.text).to.include('Sudah ada klarifikasinya').and.not.include('<html');
    });

    it('says so when nothing is known, and keeps pictures', async () => {
      const { text } = await saring.request
        .post('/lapor')
        .field('step', 'check')
        .field('text', 'Alun-alun kota akan dijadikan landasan helikopter kepresidenan tahun depan')
        .attach('files', await aPicture('webp'), 'a.webp');
      expect(text).to.include('Belum ada klarifikasi').and.include('1 gambar sudah tersimpan');
    });

    it('asks for a text when there is none', async () => {
      const { status } = await send({ step: 'check' });
      expect(status).to.equal(400);
      expect((await saring.request.post('/lapor/cek').type('form').send({})).status).to.equal(400);
    });
  });

  describe('pictures that cannot be used', () => {
    const cases: [string, () => Promise<Buffer[]> | Buffer[], number, string][] = [
      ['a text', () => [Buffer.from('bukan gambar')], 415, 'Gambar ke-1:'],
      [
        'one too large',
        async () => [await aPicture(), Buffer.alloc(8 * 1024 * 1024 + 1)],
        413,
        'Gambar ke-2:',
      ],
      [
        'six',
        async () => Array<Buffer>(6).fill(await aPicture('png', { width: 40, height: 40 })),
        400,
        'paling banyak 5',
      ],
    ];
    for (const [what, make, expected, sentence] of cases) {
      it(`${what}: keeps the text, and says that the pictures are not kept`, async () => {
        const { status, text } = await withFiles(await make());
        expect(status).to.equal(expected);
        expect(text)
          .to.include('Tetap ada di sini')
          .and.include(sentence)
          .and.include('Pilih lagi sebelum mengirim');
      });
    }
  });
});

const withParameters = (challenge: unknown, change: object) => {
  const { parameters, signature } = challenge as Challenge;
  return { parameters: { ...parameters, ...change }, signature };
};
