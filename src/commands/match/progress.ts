import { Presets, SingleBar } from 'cli-progress';
import { tidyWhenStopped } from './interruption.js';
import type { Source } from './source.js';

export interface Progress {
  /** One more record was dealt with. */
  advance(): void;
  stop(): void;
}

/** Between two lines where nobody watches a terminal, in milliseconds. */
const REPORT_EVERY = 10_000;
/** Between two looks at the clock, in records. */
const LOOK_EVERY = 64;

function share(source: Source): string {
  return source.size === undefined
    ? ''
    : `, ${Math.floor((100 * source.read()) / Math.max(1, source.size))} %`;
}

/** How far a source is read: a bar on a terminal, else a line every ten seconds; always on standard error. */
export function showProgress(label: string, source: Source): Progress {
  let count = 0;
  const counted = (): string => count.toLocaleString('en');
  if (!process.stderr.isTTY) {
    let told = performance.now();
    return {
      advance() {
        count += 1;
        if (count % LOOK_EVERY > 0 || performance.now() - told < REPORT_EVERY) return;
        told = performance.now();
        process.stderr.write(`${label}: ${counted()} read${share(source)}\n`);
      },
      stop: () => undefined,
    };
  }
  const format =
    source.size === undefined
      ? `${label} {count} read · {duration_formatted}`
      : `${label} {bar} {percentage} % · {count} read · {eta_formatted} left`;
  const bar = new SingleBar(
    { format, stream: process.stderr, hideCursor: true, gracefulExit: false },
    Presets.shades_classic,
  );
  bar.start(source.size ?? 0, 0, { count: 0 });
  const done = tidyWhenStopped(() => bar.stop());
  return {
    advance() {
      count += 1;
      if (count % LOOK_EVERY === 0) bar.update(source.read(), { count: counted() });
    },
    stop() {
      bar.update(source.read(), { count: counted() });
      bar.stop();
      done();
    },
  };
}
