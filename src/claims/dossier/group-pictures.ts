import { maybeSameBits, pictureDistance, readHash, samePictureBits } from '../../media/picture-index.js';
import type { GatheredReport } from './gather-reports.js';
import type { PictureDecision } from './picture-pair.model.js';

/** One picture among the reports, however often it was sent. */
export interface SeenPicture {
  hash: string;
  file: string;
  thumbnail: string;
  /** When it was first sent, milliseconds. */
  first: number;
  /** The text in it, as a machine read it. */
  reading?: string;
}

/** Pictures that are one to the eye. */
export interface PictureGroup {
  /** The hash of its oldest picture. */
  key: string;
  /** Oldest first. */
  pictures: SeenPicture[];
  /** How many reports have one of them. */
  reports: number;
  first: number;
}

/** Two groups that are perhaps one, by their nearest pictures. */
export interface PictureQuestion {
  first: SeenPicture;
  second: SeenPicture;
  /** Bits of 64. */
  distance: number;
}

export interface GroupedPictures {
  /** Most reports first. */
  groups: PictureGroup[];
  /** Nearest first. */
  questions: PictureQuestion[];
  /** Pictures that were not compared, being more than can be. */
  left: number;
  groupOf: (hash: string) => string;
}

/** Comparing each with each takes a few milliseconds for so many. */
const mostCompared = 1500;

/** Names a pair of pictures, whichever is named first. */
export const pairKey = (one: string, other: string): string =>
  one < other ? `${one} ${other}` : `${other} ${one}`;

/**
 * Groups the pictures of reports: those that differ in at most 10 bits are the same, of those that differ in 11 to 15 a
 * person decides, and is asked once. Nearest pairs come first, and what somebody called different never comes into one
 * group, whatever lies between: text screenshots that say different things came as close as 17 bits, which is two steps.
 *
 * @param decided what people said of pairs, by `pairKey`.
 */
export function groupPictures(
  reports: readonly GatheredReport[],
  decided: ReadonlyMap<string, PictureDecision>,
): GroupedPictures {
  const { seen, senders } = distinctPictures(reports);
  const compared = seen.slice(0, mostCompared);
  const pairs = decidedPairs(compared, decided);
  const near = nearPairs(compared);
  const groupsOf = joining(
    compared.length,
    pairs.filter(({ decision }) => decision === 'different'),
  );
  const { root, join } = groupsOf;
  for (const { a, b, decision } of pairs) if (decision === 'same') join(a, b);
  for (const { a, b, distance } of near) if (distance <= samePictureBits) join(a, b);
  const members = new Map<number, SeenPicture[]>();
  for (const [place, picture] of compared.entries()) {
    const at = root(place);
    members.set(at, [...(members.get(at) ?? []), picture]);
  }
  const groups = [...members].map(([at, pictures]): PictureGroup => {
    const sent = new Set(pictures.flatMap(({ hash }) => [...(senders.get(hash) ?? [])]));
    return {
      key: compared[at]?.hash ?? '',
      pictures,
      reports: sent.size,
      first: Math.min(...pictures.map(({ first }) => first)),
    };
  });
  const keys = new Map(compared.map(({ hash }, place) => [hash, compared[root(place)]?.hash ?? hash]));
  return {
    groups: groups.sort((a, b) => b.reports - a.reports || a.first - b.first),
    questions: askAbout(near, compared, groupsOf),
    left: seen.length - compared.length,
    groupOf: (hash) => keys.get(hash) ?? hash,
  };
}

interface Joining {
  /** The oldest picture of the group that one is in, by its place. */
  root: (place: number) => number;
  /** Whether something in two groups was called different. */
  isApart: (one: number, other: number) => boolean;
  join: (a: number, b: number) => void;
}

/** Union-find over places, which keeps apart what must be. */
function joining(size: number, apart: readonly { a: number; b: number }[]): Joining {
  const parent = Array.from({ length: size }, (_, place) => place);
  const root = (place: number): number => {
    let at = place;
    while (parent[at] !== at) at = parent[at] ?? at;
    parent[place] = at;
    return at;
  };
  const isApart = (one: number, other: number) =>
    apart.some(({ a, b }) => {
      const [left, right] = [root(a), root(b)];
      return (left === one && right === other) || (left === other && right === one);
    });
  return {
    root,
    isApart,
    join(a, b) {
      const [one, other] = [root(a), root(b)];
      // The older one stays the root: it names the group.
      if (one !== other && !isApart(one, other)) parent[Math.max(one, other)] = Math.min(one, other);
    },
  };
}

/** Each picture once, oldest first, with the reports that have it, by their place. */
function distinctPictures(reports: readonly GatheredReport[]) {
  const senders = new Map<string, Set<number>>();
  const pictures = new Map<string, SeenPicture>();
  for (const [place, report] of reports.entries()) {
    for (const picture of report.pictures) {
      const { hash } = picture;
      const sent = senders.get(hash);
      if (sent) sent.add(place);
      else senders.set(hash, new Set([place]));
      const known = pictures.get(hash);
      if (!known || report.at < known.first) pictures.set(hash, { ...picture, first: report.at });
    }
  }
  const seen = [...pictures.values()].sort((a, b) => a.first - b.first || (a.hash < b.hash ? -1 : 1));
  return { seen, senders };
}

interface NearPair {
  a: number;
  b: number;
  distance: number;
}

/** Pairs that are the same or may be, nearest first. */
function nearPairs(pictures: readonly SeenPicture[]): Iterable<NearPair> {
  const hashes = pictures.map(({ hash }) => readHash(hash));
  // A viral picture comes in hundreds of copies: a million pairs are numbers here, and sorted as they come.
  const byDistance: number[][] = Array.from({ length: maybeSameBits + 1 }, () => []);
  for (const [a, one] of hashes.entries()) {
    for (let b = a + 1; b < hashes.length; b += 1) {
      const other = hashes[b];
      if (other) byDistance[pictureDistance(one, other)]?.push(a * hashes.length + b);
    }
  }
  return {
    *[Symbol.iterator]() {
      for (const [distance, pairs] of byDistance.entries()) {
        for (const pair of pairs) {
          yield { a: Math.floor(pair / hashes.length), b: pair % hashes.length, distance };
        }
      }
    },
  };
}

/** What people said of pairs of these pictures. */
function decidedPairs(pictures: readonly SeenPicture[], decided: ReadonlyMap<string, PictureDecision>) {
  const places = new Map(pictures.map(({ hash }, place) => [hash, place]));
  return [...decided].flatMap(([key, decision]) => {
    const [a, b] = key.split(' ').map((hash) => places.get(hash));
    return a === undefined || b === undefined ? [] : [{ a, b, decision }];
  });
}

/** The nearest undecided pair of each two groups, unless something between them was called different. */
function askAbout(
  near: Iterable<NearPair>,
  pictures: readonly SeenPicture[],
  { root, isApart }: Joining,
): PictureQuestion[] {
  const asked = new Set<string>();
  const questions: PictureQuestion[] = [];
  for (const { a, b, distance } of near) {
    const [one, other] = [root(a), root(b)];
    const [first, second] = [pictures[a], pictures[b]];
    const groups = `${Math.min(one, other)} ${Math.max(one, other)}`;
    if (one === other || !first || !second || asked.has(groups) || isApart(one, other)) continue;
    asked.add(groups);
    questions.push({ first, second, distance });
  }
  return questions;
}
