import type { Context } from '../context.js';
import { takeTurns, type Turns } from '../media/take-turns.js';

const turnsOf = new WeakMap<Context, Turns>();

/**
 * Runs what moves many reports (merging, splitting, undoing either) one after the other in this process: each looks
 * where the others led before it moves anything. Reports are taken in meanwhile: a large merge takes seconds.
 */
export function moveInTurn<T>(context: Context, task: () => Promise<T>): Promise<T> {
  let turns = turnsOf.get(context);
  if (!turns) {
    turns = takeTurns(1);
    turnsOf.set(context, turns);
  }
  return turns(task);
}
