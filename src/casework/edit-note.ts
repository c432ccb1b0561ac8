import { actorOf } from '../accounts/actor.js';
import { changeClaim, claimForChange, ClaimChanged } from '../claims/change-claim.js';
import type { Claim, ClaimNote } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { AppError, conflict, notAllowed, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { newsroomOf } from './colleagues.js';
import { mentionsIn } from './mentions.js';
import { tellMentioned } from './tell-mentioned.js';

/** Words are put right a few times; more often, a new note says more. */
const mostEdits = 50;
/** Others may write to the claim meanwhile; the note itself is its author's alone. */
const mostTries = 5;

/** Where a note is read. */
export const notePath = (claim: Pick<Claim, '_id'>) => `/meja/klaim/${String(claim._id)}#catatan`;

/** A note of a claim by its number, from 0: notes are only ever added, so that it stays. @throws AppError `not_found` */
export function noteOf(claim: Pick<Claim, 'notes'>, number: number): ClaimNote {
  const note = claim.notes[number];
  if (!note) throw notFound();
  return note;
}

/** A note says what its author meant: nobody else changes its words. */
export function canEditNote(person: Pick<SignedIn, 'id'>, note: Pick<ClaimNote, 'by'>): boolean {
  return note.by.person.equals(person.id);
}

/**
 * Lets the author of a note put it right. What stood there before is kept with it. Colleagues whom only the new
 * words speak to get their letter.
 *
 * @param asked.edits how often it had been edited when the author saw it.
 * @throws AppError `not_found`, `not_allowed`, `conflict` when the author changed it elsewhere meanwhile.
 */
export async function editNote(
  context: Context,
  asked: { id: string; number: number; by: SignedIn; text: string; edits: number },
): Promise<Claim> {
  const people = await newsroomOf(context);
  const mentions = mentionsIn(asked.text, people);
  for (let tried = 1; ; tried += 1) {
    const claim = await claimForChange(context, asked.id);
    const note = noteOf(claim, asked.number);
    if (!canEditNote(asked.by, note)) throw notAllowed('casework.notes.notYours');
    const edits = note.edits ?? [];
    if (edits.length !== asked.edits) throw conflict('casework.notes.raced');
    if (note.text === asked.text) return claim;
    if (edits.length >= mostEdits) throw new AppError('wrong_state', { message: 'casework.tooMany' });
    const edited: ClaimNote = {
      ...note,
      text: asked.text,
      mentions,
      edits: [...edits, { at: context.clock.now(), text: note.text }],
    };
    try {
      const after = await changeClaim(context, claim, actorOf(asked.by), {
        action: 'note-edited',
        set: { notes: claim.notes.with(asked.number, edited) },
      });
      await tellEdited(context, after, asked, note);
      return after;
    } catch (error) {
      if (!(error instanceof ClaimChanged) || tried === mostTries) throw error;
    }
  }
}

async function tellEdited(
  context: Context,
  claim: Claim,
  { number, by }: { number: number; by: SignedIn },
  before: ClaimNote,
): Promise<void> {
  const known = new Set((before.mentions ?? []).map(({ person }) => String(person)));
  const added = (noteOf(claim, number).mentions ?? []).filter(({ person }) => !known.has(String(person)));
  await tellMentioned(context, {
    key: `${String(claim._id)}:${number}`,
    about: 'mentioned-in-note',
    people: added,
    by: actorOf(by),
    claim,
    path: notePath(claim),
  });
}
