import { createHash } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Channel } from '../../reports/report.model.js';
import type { GatheredReport } from './gather-reports.js';

/** Reports of a claim that say the same, word for word; those without words go by their picture or link. */
export interface Wording {
  /** Names it in addresses and forms: the fingerprint of the words, or what stands for it. */
  key: string;
  /** Hex; '' without words. */
  fingerprint: string;
  count: number;
  /** Milliseconds. */
  first: number;
  last: number;
  /** The most frequent first; reports that do not say count nowhere. */
  channels: { channel: Channel; count: number }[];
  /** How many of its reporters want news. */
  wantsNews: number;
  newest: Types.ObjectId;
  /** Newest first, of those without words alone: the store finds the others by their fingerprint. */
  ids?: Types.ObjectId[];
}

export const wordingOrders = ['newest', 'most'] as const;
export type WordingOrder = (typeof wordingOrders)[number];

/**
 * One entry for each distinct text.
 *
 * @param groupOf the group that a picture belongs to, by its hash, so that the same picture sent twice is one entry.
 */
export function groupWordings(
  reports: readonly GatheredReport[],
  groupOf: (hash: string) => string,
): Wording[] {
  const groups = new Map<string, GatheredReport[]>();
  for (const report of reports) {
    const key = report.fingerprint || keyWithoutWords(report, groupOf);
    const group = groups.get(key);
    if (group) group.push(report);
    else groups.set(key, [report]);
  }
  return [...groups].map(([key, group]) => tell(key, group));
}

function keyWithoutWords({ pictures, links }: GatheredReport, groupOf: (hash: string) => string): string {
  const [picture] = pictures;
  if (picture) return `picture-${groupOf(picture.hash)}`;
  const [link] = links;
  return link ? `link-${createHash('sha256').update(link.page).digest('hex').slice(0, 16)}` : 'nothing';
}

function tell(key: string, group: readonly GatheredReport[]): Wording {
  const [any] = group;
  const fingerprint = any?.fingerprint ?? '';
  const channels = new Map<Channel, number>();
  let wantsNews = 0;
  let first = Infinity;
  let newest: GatheredReport | undefined;
  for (const report of group) {
    if (report.channel) channels.set(report.channel, (channels.get(report.channel) ?? 0) + 1);
    if (report.wantsNews) wantsNews += 1;
    first = Math.min(first, report.at);
    if (!newest || isNewer(report, newest)) newest = report;
  }
  if (!newest) throw new Error('a wording without reports');
  return {
    key,
    fingerprint,
    count: group.length,
    first,
    last: newest.at,
    channels: mostFrequent(channels).map(([channel, count]) => ({ channel, count })),
    wantsNews,
    newest: newest.id,
    ...(fingerprint === '' && {
      ids: group.toSorted((a, b) => (isNewer(a, b) ? -1 : 1)).map(({ id }) => id),
    }),
  };
}

/** As the lists of reports are ordered: by time, then by id. */
const isNewer = (one: GatheredReport, other: GatheredReport): boolean =>
  one.at === other.at ? one.id.toHexString() > other.id.toHexString() : one.at > other.at;

/** Counts by name, the highest first, equals by name. */
export function mostFrequent<Name extends string>(counts: ReadonlyMap<Name, number>): [Name, number][] {
  return [...counts].sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1));
}

/** In the order that was chosen; equals stand newest first. */
export function orderWordings(wordings: readonly Wording[], order: WordingOrder): Wording[] {
  return wordings.toSorted(
    (a, b) =>
      (order === 'most' ? b.count - a.count : 0) ||
      b.last - a.last ||
      (a.newest.toHexString() > b.newest.toHexString() ? -1 : 1),
  );
}
