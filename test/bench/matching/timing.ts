// Times and memory.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Quantiles {
  p50: number;
  p95: number;
  p99: number;
  worst: number;
}

/** Quantiles of some times. */
export function quantiles(times: readonly number[]): Quantiles {
  const sorted = times.toSorted((left, right) => left - right);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), worst: sorted.at(-1) ?? 0 };
}

/** How long one run takes, in milliseconds. */
export function timeOne(run: () => unknown): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

/** The processor's share of it: what the machine does besides does not count, collecting garbage does. */
export function timeProcessor(run: () => unknown): number {
  const start = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

export interface Timing extends Quantiles {
  /** How many of the inputs were run: all, or as many as the time allowed. */
  runs: number;
  /** The same in the processor's milliseconds, which a busy machine leaves as they are. */
  processor: Quantiles;
}

/** A tenth of the inputs. */
const WARMING = 10;
const FEWEST = 40;

/**
 * Runs once for each input, after some runs that are not counted; milliseconds. Past `mostSeconds` it stops, though
 * not before some inputs were run.
 */
export function timeEach<Input>(
  inputs: readonly Input[],
  run: (input: Input) => unknown,
  mostSeconds = Infinity,
): Timing {
  const start = performance.now();
  const late = (): boolean => performance.now() - start > mostSeconds * 1000;
  for (const input of inputs.slice(0, Math.ceil(inputs.length / WARMING))) if (!late()) run(input);
  const times: number[] = [];
  const processor: number[] = [];
  for (const input of inputs) {
    if (times.length >= FEWEST && late()) break;
    processor.push(timeProcessor(() => times.push(timeOne(() => run(input)))));
  }
  return { ...quantiles(times), runs: times.length, processor: quantiles(processor) };
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is reachable now; the resident size would still hold what earlier measurements left behind. */
export function usedMegabytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 2 ** 20;
}
