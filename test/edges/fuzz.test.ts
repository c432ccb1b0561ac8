import { expect } from 'chai';
import fc from 'fast-check';
import { bearer } from '../helpers/accounts.js';
import { listen } from '../helpers/browser.js';
import { aPicture, aPictureBomb, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { hostileFields, hostilePart, hostileQuery, hostileValue } from './hostile-input.js';

const pages = [
  '/ /cek /lapor /lapor/teka-teki /lacak /lacak/: /klarifikasi /klarifikasi/: /klaim/: /koreksi /metodologi /tentang',
  '/faq /tautan /peta-situs /robots.txt /gambar/: /masuk /meja /meja/akun /meja/orang /meja/gambar/: /meja/klaim/:',
  '/meja/pemberitahuan /meja/klarifikasi /meja/klarifikasi/: /meja/klarifikasi/baru /meja/klarifikasi/:/sunting',
  '/meja/klarifikasi/:/koreksi /meja/klarifikasi/:/tarik /meja/klarifikasi/cari-klaim /en /en/klarifikasi /:',
  '/api/v1/claims /api/v1/claims/: /api/v1/queue /api/v1/reports/: /api/v1/clarifications /api/v1/clarifications/:',
]
  .join(' ')
  .split(' ');

const forms = [
  '/cek /lapor /lapor/cek /lapor/isi /lacak /masuk /keluar /meja/akun /meja/akun/token /meja/akun/token/:/cabut',
  '/meja/akun/sesi/:/akhiri /meja/orang /meja/orang/: /meja/klaim/: /meja/klaim/:/ambil /meja/klaim/:/gabung',
  '/meja/klarifikasi /meja/klarifikasi/: /meja/klarifikasi/:/ajukan /meja/klarifikasi/:/kembalikan',
  '/meja/klarifikasi/:/koreksi /meja/klarifikasi/:/tarik /meja/klarifikasi/:/terbitkan /meja/klarifikasi/pratinjau',
  '/api/v1/match /api/v1/reports /api/v1/claims/:/assign /api/v1/claims/:/merge /api/v1/claims/:/notes',
  '/api/v1/claims/:/split /api/v1/claims/:/status /api/v1/reports/:/match /api/v1/clarifications',
  '/api/v1/clarifications/:/submit /api/v1/clarifications/:/publish /api/v1/clarifications/:/return',
  '/api/v1/clarifications/:/correct /api/v1/clarifications/:/retract',
]
  .join(' ')
  .split(' ');

/** The same requests in every run: a failure can be looked at again. */
const seed = 20_260_302;

describe('hostile input', () => {
  let saring: Saring;
  let server: Awaited<ReturnType<typeof listen>>;
  let token: string;
  let known: string[];

  before(async () => {
    saring = await startSaring({ env: { REPORTS_PER_HOUR: '1000000' } });
    server = await listen(saring);
    token = await bearer(saring, 'admin');
    const report = await submitReport(saring);
    known = [report.ticket, String(report._id), String(report.claim)];
  });
  after(async () => {
    await server.close();
    await saring.close();
  });

  /** Sends it as an admin or as nobody; the answer must be a refusal or a harmless page, and tell nothing inner. */
  async function expectHarmless(path: string, options: RequestInit = {}): Promise<void> {
    const response = await fetch(server.address + path, { redirect: 'manual', ...options });
    const body = await response.text();
    const told = `${options.method ?? 'GET'} ${path.slice(0, 200)} → ${response.status} ${body.slice(0, 300)}`;
    expect(response.status, told).to.be.lessThan(500);
    expect(body, told).not.to.match(/\n\s+at .+:\d+:\d+|node_modules|MongoServerError|CastError|ZodError/);
    expect(body, told).not.to.contain('<script>alert(1)</script>').and.not.to.contain('<img src=x');
    const location = response.headers.get('location');
    if (location) expect(new URL(location, server.address).host, told).to.equal(new URL(server.address).host);
  }

  const path = (paths: readonly string[]) =>
    fc
      .tuple(fc.constantFrom(...paths), fc.oneof(hostilePart, fc.nat(2).map(String)))
      .map(([pattern, part]) =>
        pattern.replaceAll(':', /^[012]$/.test(part) ? (known[Number(part)] ?? part) : part),
      );

  const asSomebody = fc
    .boolean()
    .map((staff): Record<string, string> => (staff ? { Authorization: `Bearer ${token}` } : {}));

  it('in 700 addresses and queries does no harm', async () => {
    await fc.assert(
      fc.asyncProperty(path(pages), hostileQuery, asSomebody, (address, query, headers) =>
        expectHarmless(`${address}?${query}`, { headers }),
      ),
      { numRuns: 700, seed },
    );
  }).timeout(180_000);

  it('in 500 JSON bodies does no harm', async () => {
    await fc.assert(
      fc.asyncProperty(
        path(forms),
        fc.oneof(hostileFields, hostileValue),
        asSomebody,
        (address, body, headers) =>
          expectHarmless(address, {
            method: /clarifications\/[^/]+$/.test(address) ? 'PATCH' : 'POST',
            headers: { ...headers, 'Content-Type': 'application/json' },
            body: JSON.stringify(body) ?? '',
          }),
      ),
      { numRuns: 500, seed },
    );
  }).timeout(180_000);

  it('in 400 forms does no harm', async () => {
    await fc.assert(
      fc.asyncProperty(path(forms), hostileQuery, asSomebody, (address, body, headers) =>
        expectHarmless(address, {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
          body,
        }),
      ),
      { numRuns: 400, seed },
    );
  }).timeout(180_000);

  it('in 300 uploads does no harm', async () => {
    const jpeg = await aPicture('jpeg');
    const files: Uint8Array[] = [
      new Uint8Array(),
      Buffer.from('GIF89a'),
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      Buffer.from('%PDF-1.4'),
      Buffer.concat([Buffer.from('GIF89a<script>alert(1)</script>'), jpeg]),
      Buffer.concat([jpeg, Buffer.from('PK\u0003\u0004<?php system($_GET[0]) ?>')]),
      jpeg.subarray(0, jpeg.length / 2),
      jpeg,
      await aPicture('png'),
      aPictureBomb(),
      Buffer.alloc(9_000_000, 1),
    ];
    const names = [
      'a.jpg',
      '../../a.jpg',
      'a\u0000.jpg',
      '<script>alert(1)</script>.png',
      'a.php',
      '',
      'x'.repeat(5000),
    ];
    const upload = fc.array(
      fc.record({
        file: fc.nat(files.length - 1),
        name: fc.constantFrom(...names),
        field: fc.constantFrom('files', 'cover', 'x'),
      }),
      { maxLength: 7 },
    );
    const target = fc.constantFrom(
      '/lapor',
      '/api/v1/reports',
      '/meja/klarifikasi',
      `/meja/klarifikasi/${known[1]}`,
    );
    await fc.assert(
      fc.asyncProperty(target, upload, hostileFields, asSomebody, async (address, parts, fields, headers) => {
        const form = new FormData();
        for (const [name, value] of Object.entries(fields)) {
          form.append(
            name.toWellFormed(),
            typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value),
          );
        }
        for (const { file, name, field } of parts) form.append(field, new Blob([files[file] ?? jpeg]), name);
        await expectHarmless(address, { method: 'POST', headers, body: form });
      }),
      { numRuns: 300, seed },
    );
  }).timeout(240_000);

  it('in 100 broken or mislabelled bodies does no harm', async () => {
    const types = [
      'application/json',
      'application/json; charset=utf-16',
      'application/json; charset=nonsense',
      'text/plain',
      'application/x-www-form-urlencoded; charset=latin1',
      'multipart/form-data',
      'multipart/form-data; boundary=x',
      'multipart/form-data; boundary=',
      'application/xml',
      'image/png',
    ];
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
      fc.constantFrom(
        Buffer.from('{"text":"a"'),
        Buffer.from('{"text":'.repeat(5000)),
        Buffer.from('['.repeat(50_000)),
        Buffer.from([0xff, 0xfe, 0x7b, 0x00]),
        Buffer.from('--x\r\nContent-Disposition: form-data; name="text"\r\n\r\nabc'),
        Buffer.from('--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n'),
        Buffer.from('a=%E0%A4%A'),
        Buffer.alloc(1_200_000, 97),
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        path(forms),
        fc.constantFrom(...types),
        bodies,
        asSomebody,
        (address, type, body, headers) =>
          expectHarmless(address, { method: 'POST', headers: { ...headers, 'Content-Type': type }, body }),
      ),
      { numRuns: 100, seed },
    );
  }).timeout(120_000);
});
