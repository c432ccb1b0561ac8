import { expect } from 'chai';
import * as fc from 'fast-check';
import indonesian from 'natural/lib/natural/stemmers/indonesian/stemmer_id.js';
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { quickenPrefixes } from '../../src/matching/quick-prefixes.js';

const NATURAL = createRequire(import.meta.url).resolve(
  'natural/lib/natural/stemmers/indonesian/stemmer_id.js',
);

/** What natural gives when nothing of ours has touched it: a thread loads modules of its own. */
async function stemUntouched(words: readonly string[]): Promise<string[]> {
  const program = `
    const { parentPort, workerData } = require('node:worker_threads');
    const { stem } = require(workerData.natural);
    parentPort.postMessage(workerData.words.map((word) => stem(word)));`;
  // The thread would start with this process's loaders otherwise, which it has no use for.
  const worker = new Worker(program, { eval: true, workerData: { natural: NATURAL, words }, execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

const PREFIXES =
  ' di ke se ber be bel ter te me mem men meng menge meny memper mempe pe per pel pem pen peng penge peny ku kau keber diper member pember'.split(
    ' ',
  );
const SUFFIXES = ' kan an i nya lah kannya annya isme isasi kanlah ku annyapun'.split(' ');
const PIECES =
  'ber be ter te er el em in me mem men meng meny pe per pel pem pen peng ku kau di ke se a i u e o b r t k s p n m ng ny kan an nya lah is'.split(
    ' ',
  );

describe('quick prefixes', () => {
  before(quickenPrefixes);

  it("gives natural's own answer for roots with affixes and for any other letters", async () => {
    const words: string[] = [];
    let start = 0;
    for (const prefix of PREFIXES) {
      for (const suffix of SUFFIXES) {
        start += 1;
        for (let at = start % 500; at < indonesian.dictionary.length; at += 500) {
          const root = indonesian.dictionary[at] ?? '';
          // "meng" and its like often swallow a root's first letter.
          words.push(prefix + root + suffix, prefix + root.slice(1) + suffix);
        }
      }
    }
    const letters = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 8 });
    for (const pieces of fc.sample(letters, 5000)) words.push(pieces.join(''));
    const wanted = await stemUntouched(words);
    const wrong = words.filter((word, at) => indonesian.stem(word) !== wanted[at]);
    expect(wrong).to.deep.equal([]);
  });
});
