import { turnsByOwner } from '../media/take-turns.js';

/**
 * Runs what moves many reports (merging, splitting, undoing either) one after the other in this process: each looks
 * where the others led before it moves anything. Reports are taken in meanwhile: a large merge takes seconds.
 */
export const moveInTurn = turnsByOwner();
