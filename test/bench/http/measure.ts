// Asks one page again and again and says how long it takes.
import autocannon, { type Result } from 'autocannon';

export interface Measured {
  /** Milliseconds, of answers asked for one after the other. */
  p50: number;
  p99: number;
  /** Answers in a second. */
  rate: number;
  bytes: number;
}

/**
 * Times a page for some seconds.
 *
 * @throws Error when an answer is not 200: an error page is quick.
 */
export async function measurePage(
  url: string,
  headers: Record<string, string>,
  { seconds, connections = 1 }: { seconds: number; connections?: number },
): Promise<Measured> {
  const first = await fetch(url, { headers });
  const bytes = (await first.arrayBuffer()).byteLength;
  if (first.status !== 200) throw new Error(`${url} answered ${first.status}`);
  const times: number[] = [];
  // With a callback it gives what tells of each answer; its own figures are whole milliseconds.
  const result = await new Promise<Result>((resolve, reject) => {
    const instance = autocannon(
      { url, headers, connections, duration: seconds },
      (error: Error | null, done) => {
        if (error) reject(error);
        else resolve(done);
      },
    );
    instance.on('response', (_client, _status, _bytes, time) => times.push(time));
  });
  if (result.non2xx + result.errors + result.timeouts > 0) throw new Error(`${url} did not always answer`);
  times.sort((a, b) => a - b);
  const quantile = (share: number) =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? NaN;
  return { p50: quantile(0.5), p99: quantile(0.99), rate: times.length / seconds, bytes };
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
