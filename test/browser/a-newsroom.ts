import { editClaim } from '../../src/claims/edit-claim.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { setAsideClaim } from '../../src/claims/set-aside-claim.js';
import { takeClaim } from '../../src/claims/take-claim.js';
import type { Claim, Topic } from '../../src/claims/claim.model.js';
import type { Clarification } from '../../src/clarifications/clarification.model.js';
import { correctClarification } from '../../src/clarifications/correct-clarification.js';
import { publishClarification } from '../../src/clarifications/publish-clarification.js';
import { retractClarification } from '../../src/clarifications/retract-clarification.js';
import { submitClarification } from '../../src/clarifications/submit-clarification.js';
import { writeClarification } from '../../src/clarifications/write-clarification.js';
import { storePicture } from '../../src/media/store-picture.js';
import { deliverNotices } from '../../src/notices/deliver-notices.js';
import type { Report } from '../../src/reports/report.model.js';
import { aReportedClaim, readClaim } from '../helpers/claims.js';
import { aClarification, draft, inReview, publish, type Desk } from '../helpers/clarifications.js';
import { aPicture, submitReport } from '../helpers/reports.js';
import type { Saring } from '../helpers/saring.js';

/** What stands on a site after some time of work: something of every kind that a page can show. */
export interface Newsroom {
  /** Has a cover, two claims and a correction. */
  corrected: Clarification;
  /** Of the year before. */
  older: Clarification;
  retracted: Clarification;
  draft: Clarification;
  inReview: Clarification;
  /** Claims, by what became of them. */
  answered: Claim;
  open: Claim;
  checking: Claim;
  setAside: Claim;
  merged: Claim;
  /** Reports with an answer, and without one. */
  told: Report;
  waiting: Report;
  /** One that a claim was suggested for, with a number that differs. */
  unsure: Report;
}

/** Fills a site by the real paths. */
export async function aNewsroom(saring: Saring, desk: Desk): Promise<Newsroom> {
  const { context, clock } = saring;
  const by = desk.author.signedIn;
  const editor = { by: desk.editor.signedIn };
  const claimOf = async (topic: Topic, texts: readonly string[]) => {
    const { claim, reports } = await aReportedClaim(saring, texts);
    await editClaim(context, { id: String(claim._id), by, topic });
    return { id: String(claim._id), reports };
  };

  clock.set(new Date('2025-11-20T02:00:00Z'));
  const masks = await claimOf('health', [
    'Masker kain yang dicuci air garam dapat menyaring semua virus selama satu tahun penuh',
  ]);
  const older = await publish(saring, desk, {
    title: 'Mencuci masker kain dengan air garam tidak membuatnya menyaring virus',
    summary: 'Garam tidak mengubah kain menjadi penyaring virus, apalagi selama setahun.',
    body: 'Yang menyaring adalah lapisan kain, bukan garam.',
    verdict: 'misleading',
    kind: 'misleading-content',
    claims: [masks.id],
  });

  clock.set(new Date('2026-03-02T03:00:00Z'));
  const dam =
    'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi ke balai kecamatan';
  const broken = await claimOf('disaster', [
    dam,
    `🚨 ${dam.toUpperCase()}!!! 🚨 Sebarkan ke semua grup`,
    `Tolong dibaca: ${dam}.`,
  ]);
  const told = await submitReport(saring, {
    text: dam,
    channel: 'whatsapp',
    region: 'ID-JT',
    contact: { email: 'warga@contoh.example' },
    files: [await aPicture('png')],
  });
  const sirens = await claimOf('disaster', [
    'Sirene peringatan di hilir sungai dimatikan petugas supaya warga tidak tahu air sudah naik',
  ]);
  const corrected = await withCover(saring, desk, [broken.id, sirens.id]);
  clock.advance(60);
  await correctClarification(
    context,
    corrected._id,
    { summary: 'Pengelola bendungan memastikan tidak ada kerusakan, dan tidak ada perintah mengungsi.' },
    { ...editor, note: 'Yang memastikan adalah pengelola bendungan, bukan petugas kecamatan.' },
  );

  const voucher = await claimOf('social-aid', [
    'Supermarket membagikan voucher belanja dua juta rupiah untuk pelanggan yang mengisi survei ulang tahun',
  ]);
  await publish(saring, desk, {
    title: 'Tidak ada voucher belanja dua juta rupiah dari survei ulang tahun',
    summary: 'Survei itu mengumpulkan data pribadi; supermarketnya tidak membagikan apa pun.',
    body: 'Alamat situsnya bukan milik supermarket itu.',
    claims: [voucher.id],
  });
  const gates = await claimOf('disaster', [
    'Pintu air di Karangsari sengaja dikunci supaya sawah di hilir kekeringan menjelang panen',
  ]);
  await publish(saring, desk, {
    title: 'Pintu bendungan Karangsari tidak dikunci',
    summary: 'Pintunya dibuka setiap hari menurut jadwal yang diumumkan.',
    body: 'Jadwalnya ditempel di balai desa.',
    claims: [gates.id],
  });
  const bridge = await claimOf('transport', [
    'Jembatan gantung Cimanggu ditutup selamanya mulai pekan ini karena talinya hampir putus',
  ]);
  const retracted = await publish(saring, desk, {
    title: 'Jembatan gantung Cimanggu tidak ditutup',
    summary: 'Jembatan itu masih dapat dilalui.',
    body: 'Kami menanyakannya kepada dinas perhubungan.',
    claims: [bridge.id],
  });
  await retractClarification(context, retracted._id, {
    ...editor,
    reason: 'Jembatannya ternyata memang ditutup untuk perbaikan pada hari kami menerbitkannya.',
  });

  const snakes =
    'Ribuan ular sanca lepas dari kebun binatang Karangjati setelah banjir, warga dilarang keluar rumah pada malam hari';
  const open = await claimOf('environment', [snakes, `INFO: ${snakes}`, `${snakes} 😱😱`]);
  const quota = await claimOf('technology', [
    'Operator seluler memberi kuota internet seratus gigabita gratis kepada pengguna yang meneruskan pesan ini',
  ]);
  await takeClaim(context, { id: quota.id, by });
  const spam = await claimOf('other', [
    'Jual obat kuat murah bergaransi hubungi nomor di bawah sekarang juga',
  ]);
  await setAsideClaim(context, { id: spam.id, by, reason: 'spam', note: 'Iklan.' });
  const doubled = await claimOf('environment', [
    'Kebun binatang kebanjiran dan pawang kehilangan seluruh reptil peliharaannya kemarin sore',
  ]);
  await mergeClaims(context, { id: doubled.id, into: open.id, by });
  const drafted = await draft(saring, desk, { title: 'Ular sanca tidak lepas', claims: [open.id] });
  const reviewed = await inReview(saring, desk, { title: 'Tidak ada kuota gratis', claims: [quota.id] });
  await deliverNotices(context);

  const quake =
    'Gempa magnitudo 7,2 mengguncang Cianjur, warga diminta mengungsi ke lapangan terbuka sebelum gempa susulan';
  await claimOf('disaster', [quake, `INFO: ${quake}`, `${quake} 🙏🙏`]);
  const unsure = await submitReport(saring, { text: quake.replace('7,2', '9,7') });

  const waiting = open.reports[0];
  if (!waiting) throw new Error('the open claim has no report');
  return {
    corrected,
    older,
    retracted,
    draft: drafted,
    inReview: reviewed,
    answered: await readClaim(saring, broken.id),
    open: await readClaim(saring, open.id),
    checking: await readClaim(saring, quota.id),
    setAside: await readClaim(saring, spam.id),
    merged: await readClaim(saring, doubled.id),
    told,
    waiting,
    unsure,
  };
}

async function withCover(saring: Saring, desk: Desk, claims: string[]): Promise<Clarification> {
  const { context } = saring;
  const { file, thumbnail, width, height } = await storePicture(context, await aPicture('jpeg', { seed: 7 }));
  const article = aClarification({
    summary: 'Petugas kecamatan memastikan tidak ada kerusakan dan tidak ada perintah mengungsi.',
    body: '## Klaim\n\nBendungan **jebol** tadi malam.\n\n## Fakta\n\n- Tinggi air normal.\n- Pintu air berfungsi.\n\n| Jam | Tinggi air |\n| --- | --- |\n| 06.00 | 3,1 m |\n\n## Kesimpulan\n\nTidak benar. Lihat [pengumumannya](https://bendungan.example/pengumuman).',
    sources: [
      { title: 'Pengumuman pengelola bendungan', url: 'https://bendungan.example/pengumuman' },
      { title: 'Catatan tinggi air', url: 'https://www.tinggi-air.example/hari-ini?jam=6' },
    ],
    claims,
  });
  const cover = { file, thumbnail, width, height, alt: 'Bendungan dengan air setinggi biasanya' };
  const { _id } = await writeClarification(context, article, { by: desk.author.signedIn }, cover);
  await submitClarification(context, _id, { by: desk.author.signedIn });
  return publishClarification(context, _id, { by: desk.editor.signedIn });
}
