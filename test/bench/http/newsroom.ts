// A newsroom's store of a given size, made by the same numbers every time.
import { Types } from 'mongoose';
import type { Context } from '../../../src/context.js';
import { addPerson } from '../../../src/accounts/add-person.js';
import type { Claim } from '../../../src/claims/claim.model.js';
import { topics } from '../../../src/claims/claim.model.js';
import { refreshPriorities } from '../../../src/claims/refresh-priorities.js';
import { channels, type Report } from '../../../src/reports/report.model.js';
import { regions } from '../../../src/reports/regions.js';
import { prepareStore } from '../../../src/jobs/prepare.js';

export interface Size {
  claims: number;
  reports: number;
}

export const signIn = { email: 'ukur@contoh.example', password: 'kuda baterai staples benar' };

const words = (
  'air aktif anak apotek bahaya bank banjir bantuan bayar bebas beras bulan cair cek daerah dana darah data desa ' +
  'dinas dokter gas gempa gratis gunung gula guru hujan ibu jalan jantung kabar kartu kota kuota listrik madu ' +
  'makan mandi masker minyak mobil motor nasi obat panen pasar pesan petugas polisi pulsa ramuan rekening rumah ' +
  'sakit sekolah sinyal surat susu tanah telur tenaga terbang tiket tutup uang undian vaksin virus warga zat'
).split(' ');
const many = 'abcdefghijklmnopqrstuvwxyz';

/** Always the same word for the same number; one in three is rare, as names are. */
function wordOf(n: number): string {
  if (n % 3 > 0) return words[n % words.length] ?? 'kabar';
  let rest = n;
  let word = '';
  for (let at = 0; at < 5; at += 1) {
    word += many[rest % many.length];
    rest = Math.floor(rest / 7) + 11;
  }
  return word;
}

const textOf = (n: number, length: number): string =>
  Array.from({ length }, (_, at) => wordOf((n * 7919 + at * 104_729 + at * n) % 1_000_003)).join(' ');

const at = (now: Date, minutesAgo: number) => new Date(now.getTime() - minutesAgo * 60_000);
const batch = 2000;

/**
 * Fills an empty store: open claims with ten reports each on average, some with hundreds as real rumours have; an
 * admin signs in with `signIn`.
 */
export async function fillNewsroom(context: Context, { claims, reports }: Size): Promise<void> {
  await prepareStore(context);
  await addPerson(context, { ...signIn, name: 'Pengukur Contoh', role: 'admin' });
  const now = context.clock.now();
  const shares = Array.from({ length: claims }, (_, n) => 1 / (1 + (n % 97)));
  const whole = shares.reduce((sum, share) => sum + share, 0);
  let ticket = 0;
  let waiting: Report[] = [];
  let made: Claim[] = [];
  const write = async () => {
    await context.models.Claim.insertMany(made, { lean: true });
    await context.models.Report.insertMany(waiting, { lean: true });
    [made, waiting] = [[], []];
  };
  for (let n = 0; n < claims; n += 1) {
    const _id = new Types.ObjectId();
    const count = Math.max(1, Math.round(((shares[n] ?? 0) / whole) * reports));
    const age = 60 + ((n * 37) % 20_000);
    const own = Array.from({ length: count }, (_, place) =>
      aReport(_id, (ticket += 1), n, at(now, (age * (count - place)) / count)),
    );
    made.push({
      _id,
      slug: `klaim-${n}`,
      statement: textOf(n, 12),
      worded: n % 2 === 0,
      examples: [textOf(n, 40)],
      status: n % 5 === 0 ? 'checking' : 'open',
      topic: topics[n % topics.length] ?? 'other',
      reportCount: count,
      reportsLastDay: own.filter(({ createdAt }) => createdAt > at(now, 1440)).length,
      firstReportedAt: own[0]?.createdAt ?? now,
      lastReportedAt: own.at(-1)?.createdAt ?? now,
      regions: [...new Set(own.flatMap(({ region }) => region ?? []))],
      channels: [...new Set(own.flatMap(({ channel }) => channel ?? []))],
      priority: 0,
      notes: [],
      activity: [{ at: at(now, age), action: 'opened' }],
      version: 0,
      createdAt: at(now, age),
      updatedAt: at(now, age),
    });
    waiting.push(...own);
    if (waiting.length >= batch) await write();
  }
  await write();
  await refreshPriorities(context);
}

function aReport(claim: Types.ObjectId, number: number, n: number, createdAt: Date): Report {
  // Three wordings of a claim go round; most people forward the same one.
  const wording = number % 10 < 7 ? 0 : (number % 3) + 1;
  return {
    _id: new Types.ObjectId(),
    ticket: `SRG-${number.toString(36).toUpperCase().padStart(8, '0')}`,
    text: textOf(n + wording * 1_000_000, 40),
    fingerprint: `${n}-${wording}`.padStart(64, '0'),
    urls: [],
    links: [],
    pictures: [],
    channel: channels[number % channels.length],
    region: regions[(number * 7) % regions.length],
    language: 'id',
    claim,
    match: {
      claim,
      score: 1,
      words: [],
      by: ['repeat'],
      state: 'confirmed',
      decidedBy: 'matcher',
      at: createdAt,
    },
    source: 'form',
    createdAt,
    updatedAt: createdAt,
  };
}
