export interface NearPicture {
  report: string;
  /** Bits that differ, 0…64. */
  distance: number;
}

/** Which reports hold a picture that looks like this one? */
export interface PictureIndex {
  /** Adding the same picture of a report twice is harmless. */
  add(report: string, perceptualHash: string): void;
  /** Takes out every picture of a report. */
  remove(report: string): void;
  /** Pictures that differ in at most so many bits, nearest first. */
  near(perceptualHash: string, bits: number): NearPicture[];
  /** The hashes themselves, nearest first, at most so many. */
  hashesNear(perceptualHash: string, bits: number, most: number): string[];
  readonly size: number;
}

/** Pictures that differ in at most so many of 64 bits are the same one, made smaller or sent on. */
export const samePictureBits = 10;
/** Up to so many a person decides. Screenshots of different texts came as close as 17. */
export const maybeSameBits = 15;

const mostNear = 20;

/** A perceptual hash as two numbers of 32 bits. */
export interface HashHalves {
  high: number;
  low: number;
}

/** Reads 16 hex digits. */
export const readHash = (hash: string): HashHalves => ({
  high: Number.parseInt(hash.slice(0, 8), 16) | 0,
  low: Number.parseInt(hash.slice(8), 16) | 0,
});

/** In how many of 64 bits two pictures differ. */
export const pictureDistance = (one: HashHalves, other: HashHalves): number =>
  ones(one.high ^ other.high) + ones(one.low ^ other.low);

interface Known extends HashHalves {
  hash: string;
  reports: Set<string>;
}

/**
 * An empty index of perceptual hashes (16 hex digits). It compares with every different hash, which takes about a
 * millisecond for 100,000.
 */
export function createPictureIndex(): PictureIndex {
  const byHash = new Map<string, Known>();
  const all: Known[] = [];
  let size = 0;
  const nearest = (hash: string, bits: number) => {
    const wanted = readHash(hash);
    const found: { known: Known; distance: number }[] = [];
    for (const known of all) {
      const distance = pictureDistance(known, wanted);
      if (distance <= bits) found.push({ known, distance });
    }
    return found.sort((a, b) => a.distance - b.distance);
  };
  return {
    add(report, hash) {
      let known = byHash.get(hash);
      if (!known) {
        known = { hash, ...readHash(hash), reports: new Set() };
        byHash.set(hash, known);
        all.push(known);
      }
      if (known.reports.has(report)) return;
      known.reports.add(report);
      size += 1;
    },
    // Rare enough to look through all: a report's pictures are erased only when its reporter asks.
    remove(report) {
      for (const known of all) if (known.reports.delete(report)) size -= 1;
    },
    near(hash, bits) {
      const found: NearPicture[] = [];
      for (const { known, distance } of nearest(hash, bits)) {
        for (const report of known.reports) {
          if (found.length === mostNear) return found;
          found.push({ report, distance });
        }
      }
      return found;
    },
    hashesNear: (hash, bits, most) =>
      nearest(hash, bits)
        .filter(({ known }) => known.reports.size > 0)
        .slice(0, most)
        .map(({ known }) => known.hash),
    get size() {
      return size;
    },
  };
}

/** The one bits of a 32-bit number, counted in parallel (Warren, Hacker's Delight, 5-1). */
function ones(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
