import type { Types } from 'mongoose';
import type { Context } from '../../context.js';
import { canonicalLink } from '../../matching/links.js';
import type { Channel } from '../../reports/report.model.js';

/** A picture of a report as it is grouped: its ids as text. */
export interface GatheredPicture {
  /** 16 hex digits. */
  hash: string;
  file: string;
  thumbnail: string;
  /** The text in it, as a machine read it. */
  reading?: string;
}

/** A link of a report: written one way, so that the same ones are one, and as it was sent. */
export interface GatheredLink {
  host: string;
  page: string;
  sent: string;
}

/** What of a report the dossier counts. Its words stay in the store: only a page of them is shown. */
export interface GatheredReport {
  id: Types.ObjectId;
  /** Milliseconds. */
  at: number;
  /** '' without words. */
  fingerprint: string;
  links: GatheredLink[];
  pictures: GatheredPicture[];
  channel?: Channel;
  /** ISO 3166-2. */
  region?: string;
  wantsNews: boolean;
}

interface StoredReport {
  _id: Types.ObjectId;
  createdAt: Date;
  fingerprint?: string;
  links?: string[];
  urls?: string[];
  pictures?: {
    perceptualHash: string;
    file: Types.ObjectId;
    thumbnail: Types.ObjectId;
    reading?: string;
  }[];
  channel?: Channel;
  region?: string;
  wantsNews?: boolean;
}

const fields = {
  createdAt: 1,
  fingerprint: 1,
  links: 1,
  urls: 1,
  pictures: 1,
  channel: 1,
  region: 1,
  wantsNews: 1,
} as const;

/**
 * Everything that the dossier of a claim counts, in one question to the store: asking for each count by itself would
 * read the same reports once for each of them.
 */
export async function gatherReports(context: Context, claim: Types.ObjectId): Promise<GatheredReport[]> {
  // Straight from the driver: of 20,000 reports nothing is cast, and only the fields named above are read.
  const stored = await context.models.Report.collection
    .find({ claim }, { projection: fields, batchSize: 5000 })
    .toArray();
  return (stored as unknown as StoredReport[]).map((report) => ({
    id: report._id,
    at: report.createdAt.getTime(),
    fingerprint: report.fingerprint ?? '',
    links: linksOf(report),
    pictures: (report.pictures ?? []).map(({ perceptualHash, file, thumbnail, reading }) => ({
      hash: perceptualHash,
      file: String(file),
      thumbnail: String(thumbnail),
      ...(reading && { reading }),
    })),
    ...(report.channel && { channel: report.channel }),
    ...(report.region && { region: report.region }),
    wantsNews: report.wantsNews === true,
  }));
}

/** The telling links, of which the store keeps the page alone, and bare hosts that were sent beside the text. */
function linksOf({ links = [], urls = [] }: StoredReport): GatheredLink[] {
  const found = new Map<string, GatheredLink>();
  for (const url of urls) {
    const { host, page } = canonicalLink(url);
    if (host && !found.has(page)) found.set(page, { host, page, sent: url });
  }
  for (const page of links) {
    const host = /^[^/?]+/.exec(page)?.[0] ?? '';
    if (host && !found.has(page)) found.set(page, { host, page, sent: page });
  }
  return [...found.values()];
}
