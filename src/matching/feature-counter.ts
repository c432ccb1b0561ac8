import type { Counted } from './evidence.js';
import { MOST_COUNTED } from './message.js';

/** Counts features, which are numbers, one text after another. */
export interface FeatureCounter {
  /** Counts one occurrence. */
  add(feature: number): void;
  /** The features since the last time with how often they occurred; filled in again by the next call. */
  finish(): Counted;
}

/**
 * A counter for features below `features`, at first; it grows. `cap` says whether a text's length counts no more than
 * MOST_COUNTED occurrences of one feature.
 */
export function createFeatureCounter(features: number, cap: boolean): FeatureCounter {
  /** By feature: how often it occurred, up to MOST_COUNTED; nought between texts. */
  let counts = new Uint8Array(features);
  const counted: Counted = {
    features: new Int32Array(256),
    counts: new Int32Array(256),
    size: 0,
    length: 0,
  };
  let size = 0;
  let length = 0;

  return {
    add(feature) {
      if (feature >= counts.length) {
        const larger = new Uint8Array(feature * 2);
        larger.set(counts);
        counts = larger;
      }
      const before = counts[feature] ?? 0;
      if (before === 0) {
        if (size === counted.features.length) {
          const larger = new Int32Array(size * 2);
          larger.set(counted.features);
          counted.features = larger;
        }
        counted.features[size] = feature;
        size += 1;
      }
      if (before < MOST_COUNTED) counts[feature] = before + 1;
      if (before < MOST_COUNTED || !cap) length += 1;
    },
    finish() {
      if (counted.counts.length < size) counted.counts = new Int32Array(counted.features.length);
      for (let at = 0; at < size; at += 1) {
        const feature = counted.features[at] ?? 0;
        counted.counts[at] = counts[feature] ?? 0;
        counts[feature] = 0;
      }
      counted.size = size;
      counted.length = length;
      size = 0;
      length = 0;
      return counted;
    },
  };
}
