export interface NearPicture {
  report: string;
  /** Bits that differ, 0…64. */
  distance: number;
}

/** Which reports hold a picture that looks like this one? */
export interface PictureIndex {
  /** Adding the same picture of a report twice is harmless. */
  add(report: string, perceptualHash: string): void;
  /** Pictures that differ in at most so many bits, nearest first. */
  near(perceptualHash: string, bits: number): NearPicture[];
  readonly size: number;
}

const mostNear = 20;

/**
 * An empty index of perceptual hashes (16 hex digits). It compares with every hash, which takes about a millisecond
 * for 100,000.
 */
export function createPictureIndex(): PictureIndex {
  const known = new Set<string>();
  const reports: string[] = [];
  const high: number[] = [];
  const low: number[] = [];
  return {
    add(report, hash) {
      const entry = `${report} ${hash}`;
      if (known.has(entry)) return;
      known.add(entry);
      reports.push(report);
      high.push(Number.parseInt(hash.slice(0, 8), 16));
      low.push(Number.parseInt(hash.slice(8), 16));
    },
    near(hash, bits) {
      const wantedHigh = Number.parseInt(hash.slice(0, 8), 16);
      const wantedLow = Number.parseInt(hash.slice(8), 16);
      const found: NearPicture[] = [];
      reports.forEach((report, at) => {
        const distance = ones((high[at] ?? 0) ^ wantedHigh) + ones((low[at] ?? 0) ^ wantedLow);
        if (distance <= bits) found.push({ report, distance });
      });
      return found.sort((a, b) => a.distance - b.distance).slice(0, mostNear);
    },
    get size() {
      return reports.length;
    },
  };
}

/** The one bits of a 32-bit number, counted in parallel (Warren, Hacker's Delight, 5-1). */
function ones(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
