import { parentPort, workerData } from 'node:worker_threads';
import { createMatcher, type ClaimTexts, type MatcherOptions } from './matcher.js';

/** A claim to hold from now on, the id of one to forget, or to forget every one. */
export type Change = ClaimTexts | { forget: string } | 'clear';

/** A question as the name of the matcher's own and what it takes. */
export type Question = ['has', string] | ['size'] | ['rank', string, number?] | ['decide', string];

/** What the thread is told: changes, which happen in order, or a question with a number for its answer. */
export type Told = { changes: Change[] } | { number: number; question: Question };

/** What it says: an answer, or that a question or a change failed. */
export type Said =
  | { number: number; answer: unknown }
  | { number: number; failed: unknown }
  | { claim: string; failed: unknown };

const options = workerData as MatcherOptions;
let matcher = createMatcher(options);
const port = parentPort!;
const say = (message: Said) => port.postMessage(message);

function make(change: Change): void {
  if (change === 'clear') {
    matcher = createMatcher(options);
    return;
  }
  try {
    if ('forget' in change) matcher.remove(change.forget);
    else matcher.set(change);
  } catch (error) {
    // The other claims are still worth having.
    say({ claim: 'forget' in change ? change.forget : change.id, failed: error });
  }
}

function answer(question: Question): unknown {
  switch (question[0]) {
    case 'has':
      return matcher.has(question[1]);
    case 'size':
      return matcher.size;
    case 'rank':
      return matcher.rank(question[1], question[2]);
    default:
      return matcher.decide(question[1]);
  }
}

port.on('message', (told: Told) => {
  if ('changes' in told) {
    for (const change of told.changes) make(change);
    return;
  }
  const { number, question } = told;
  try {
    say({ number, answer: answer(question) });
  } catch (error) {
    say({ number, failed: error });
  }
});
