// How fast and how large, at some numbers of claims.
import { getHeapStatistics } from 'node:v8';
import { createMatcher, type Matcher } from '../../../src/matching/matcher.js';
import { randomFrom, recombine } from './data.js';
import { PEERS, type Peer } from './peers.js';
import type { Figure, Printer } from './table.js';
import { quantiles, timeEach, timeOne, usedMegabytes, type Timing } from './timing.js';
import { timeOddInputs } from './worst-inputs.js';

/** Peers that keep their index in JavaScript's maps need several gigabytes beyond this. */
const MOST_IN_MAPS = 300_000;
/** A peer that needs seconds for one query is asked fewer. */
const MOST_SECONDS = 30;
const CHANGES = 300;

interface Measured {
  name: string;
  timing: Timing;
  /** Megabytes. */
  memory: number;
  /** Milliseconds. */
  built: number;
}

function changeRow(matcher: Matcher, texts: readonly string[], count: number): Record<string, Figure>[] {
  const random = randomFrom(11);
  const fresh = [...recombine(texts, CHANGES * 2, random)];
  const added = fresh.slice(0, CHANGES).map((text, at) => ({ id: `new ${at}`, texts: [text] }));
  const changed = fresh
    .slice(CHANGES)
    .map((text) => ({ id: String(Math.floor(random() * count)), texts: [text] }));
  const each: Record<string, number[]> = {
    add: added.map((claim) => timeOne(() => matcher.set(claim))),
    change: changed.map((claim) => timeOne(() => matcher.set(claim))),
    remove: added.map(({ id }) => timeOne(() => matcher.remove(id))),
  };
  return Object.entries(each).map(([what, times]) => {
    const { p50, p99, worst } = quantiles(times);
    return { what, p50, p99, worst };
  });
}

function measureOurs(
  printer: Printer,
  texts: readonly string[],
  queries: readonly string[],
  count: number,
): Measured {
  const before = usedMegabytes();
  const matcher = createMatcher();
  let number = 0;
  const built = timeOne(() => {
    for (const text of recombine(texts, count, randomFrom(7))) {
      matcher.set({ id: String(number), texts: [text] });
      number += 1;
    }
  });
  const memory = usedMegabytes() - before;
  const timing = timeEach(queries, (query) => matcher.decide(query));
  printer.table(`One claim more, other, or less among ${count}, ms`, changeRow(matcher, texts, count));
  printer.table(
    `The slowest odd messages among ${count} claims, ms`,
    timeOddInputs(matcher)
      .slice(0, 5)
      .map((timed) => ({ ...timed, 'as ordinary reports': timed.ms / timing.p50 })),
  );
  return { name: 'ours (whole decision)', timing, memory, built };
}

function measurePeer(
  peer: Peer,
  texts: readonly string[],
  queries: readonly string[],
  count: number,
): Measured {
  const before = usedMegabytes();
  let number = 0;
  const built = timeOne(() => {
    for (const text of recombine(texts, count, randomFrom(7))) {
      peer.add(number, text);
      number += 1;
    }
    peer.finish();
  });
  // SQLite lives in WebAssembly, whose memory counts with what it has outside.
  const outside = peer.outsideMegabytes();
  const memory = outside > 0 ? outside : usedMegabytes() - before;
  const timing = timeEach(queries, (query) => peer.rank(query, 5), MOST_SECONDS);
  peer.close();
  return { name: peer.name, timing, memory, built };
}

/** Prints times, memory and ratios of ours and the peers at one number of claims. */
export function measureSpeed(
  printer: Printer,
  texts: readonly string[],
  queries: readonly string[],
  count: number,
): void {
  const ours = measureOurs(printer, texts, queries, count);
  const measured = [ours];
  const left: string[] = [];
  for (const create of PEERS) {
    const peer = create();
    if (count > MOST_IN_MAPS && peer.outsideMegabytes() === 0) left.push(peer.name);
    else measured.push(measurePeer(peer, texts, queries, count));
  }
  printer.table(
    `Speed among ${count} claims, one thread, ms`,
    measured.map(({ name, timing, memory, built }) => ({
      engine: name,
      queries: timing.runs,
      p50: timing.p50,
      p95: timing.p95,
      p99: timing.p99,
      'processor p50': timing.processor.p50,
      'processor p99': timing.processor.p99,
      'MB after building': memory,
      'seconds to build': built / 1000,
      'p50 / ours': timing.processor.p50 / ours.timing.processor.p50,
      'p99 / ours': timing.processor.p99 / ours.timing.processor.p99,
    })),
  );
  if (left.length > 0) {
    const limit = Math.round(getHeapStatistics().heap_size_limit / 2 ** 20);
    printer.note(
      `Left out: ${left.join(', ')}. At this size their maps do not fit into JavaScript's heap of ${limit} MB.`,
    );
  }
}
