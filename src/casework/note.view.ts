import type { ClaimNote } from '../claims/claim.model.js';
import { runsOf } from './mentions.js';

/** A note as staff may see it. Its number is its place on the claim, from 0. Dates are ISO 8601 in UTC. */
export function deskNote({ at, by, text, mentions = [], edits = [] }: ClaimNote, number: number) {
  const last = edits.at(-1);
  return {
    number,
    at: at.toISOString(),
    by: by.name,
    author: String(by.person),
    text,
    runs: runsOf(text, mentions),
    edited: last?.at.toISOString() ?? null,
    /** What stood there before, the newest first. */
    before: edits.map((edit) => ({ until: edit.at.toISOString(), text: edit.text })).toReversed(),
  };
}
