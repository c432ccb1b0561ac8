import { deflateSync, crc32 } from 'node:zlib';
import { Types } from 'mongoose';
import sharp from 'sharp';
import { answerClaims } from '../../src/clarifications/answer-claims.js';
import { unseal } from '../../src/privacy/seal.js';
import { submitReport as submit, type Submission } from '../../src/reports/submit-report.js';
import type { Saring } from './saring.js';

/** A submission as the form or the API makes it. */
export function aReport(overrides: Partial<Submission> = {}): Submission {
  return {
    text: 'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi ke balai kecamatan',
    urls: [],
    files: [],
    language: 'id',
    source: 'api',
    ...overrides,
  };
}

/** Takes a report in by the real path. */
export async function submitReport(saring: Saring, overrides: Partial<Submission> = {}) {
  const { report } = await submit(saring.context, aReport(overrides));
  return report;
}

/** The address that a report's reporter left, as the store has it sealed. */
export async function readContact(
  { context }: Saring,
  whose: { _id: Types.ObjectId } | { ticket: string },
): Promise<string | undefined> {
  const filter = '_id' in whose ? { _id: whose._id } : { ticket: whose.ticket };
  const report = await context.models.Report.findOne(filter).select('+contact').lean();
  return report?.contact && unseal(context.config, 'contact', report._id, report.contact.sealed);
}

/** Messages that have nothing to do with each other. */
export const messages = {
  dam: 'Bendungan Karangsari jebol tadi malam, warga tiga desa diminta segera mengungsi ke balai kecamatan',
  garlic:
    'Minum rebusan bawang putih tiga kali sehari dapat menyembuhkan diabetes tanpa obat dokter sama sekali',
  voucher:
    'Supermarket membagikan voucher belanja dua juta rupiah untuk pelanggan yang mengisi survei ulang tahun',
  ballots: 'Tujuh kontainer surat suara yang sudah dicoblos ditemukan petugas di pelabuhan peti kemas',
} as const;

/** A picture with shapes in it, so that its hash says something. `seed` gives another one. */
export async function aPicture(
  format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' = 'jpeg',
  { seed = 1, width = 640, height = 480 } = {},
): Promise<Buffer> {
  const at = (n: number, most: number) =>
    Math.floor((Math.sin(seed * 12.9898 + n * 78.233) * 0.5 + 0.5) * most);
  const shapes = Array.from(
    { length: 6 },
    (_, n) =>
      `<rect x="${at(n, width)}" y="${at(n + 10, height)}" width="${at(n + 20, width / 2) + 20}" ` +
      `height="${at(n + 30, height / 2) + 20}" fill="hsl(${at(n + 40, 360)},70%,${30 + at(n + 50, 50)}%)"/>`,
  ).join('');
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#eee"/>${shapes}</svg>`;
  return sharp(Buffer.from(drawing))[format]().toBuffer();
}

const chunk = (type: string, content: Buffer) => {
  const body = Buffer.concat([Buffer.from(type), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE((crc32 as (data: Buffer) => number)(body));
  return Buffer.concat([length, body, sum]);
};

/** The header of a PNG that says it has so many pixels, and hardly any bytes: a decompression bomb. */
export function aPictureBomb(side = 30_000): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(1_000_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A published clarification of a claim, as publishing leaves it. */
export async function publishAnswer(
  saring: Saring,
  claim: string,
  title = 'Bendungan Karangsari tidak jebol',
) {
  const { context } = saring;
  const now = context.clock.now();
  const by = { person: new Types.ObjectId(), name: 'Sekar Contoh' };
  const id = new Types.ObjectId(claim);
  const article = await context.models.Clarification.create({
    slug: `klarifikasi-${claim.slice(-6)}`,
    title,
    summary: 'Petugas bendungan memastikan tidak ada kerusakan.',
    body: 'Isi',
    verdict: 'false',
    sources: [{ title: 'Sumber', url: 'https://sumber.example/1' }],
    status: 'published',
    claims: [id],
    answers: [id],
    author: by,
    publisher: by,
    publishedAt: now,
    changedAt: now,
    activity: [{ at: now, by, action: 'published' }],
    createdAt: now,
    updatedAt: now,
  });
  await answerClaims(context, article._id);
  return article;
}
