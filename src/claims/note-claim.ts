import { actorOf } from '../accounts/actor.js';
import { newsroomOf } from '../casework/colleagues.js';
import { notePath } from '../casework/edit-note.js';
import { mentionsIn } from '../casework/mentions.js';
import { tellMentioned } from '../casework/tell-mentioned.js';
import type { Context } from '../context.js';
import { AppError, notFound } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { claimForChange, recordOnClaim } from './change-claim.js';
import type { Claim } from './claim.model.js';

/** More notes than this on one claim are a discussion that belongs elsewhere; one document holds them all. */
const mostNotes = 500;

/**
 * Adds a note for colleagues. Two notes at the same moment both land, so no version is needed; one that is given is
 * checked all the same. Colleagues whom it speaks to (@name) get a letter, which does not tell what it says.
 *
 * @throws ClaimChanged, AppError `not_found`, `wrong_state` when there are too many.
 */
export async function noteClaim(
  context: Context,
  asked: { id: string; by: SignedIn; version?: number; text: string },
): Promise<Claim> {
  const claim = await claimForChange(context, asked.id, asked.version);
  if (claim.notes.length >= mostNotes) throw new AppError('wrong_state', { message: 'desk.tooManyNotes' });
  const by = actorOf(asked.by);
  const mentions = mentionsIn(asked.text, await newsroomOf(context));
  const note = { at: context.clock.now(), by, text: asked.text, ...(mentions.length > 0 && { mentions }) };
  const after = await recordOnClaim(context, claim._id, by, { action: 'noted', note });
  if (!after) throw notFound();
  await tellMentioned(context, {
    // In what this very write made of the claim, the note is the last one.
    key: `${String(after._id)}:${after.notes.length - 1}`,
    about: 'mentioned-in-note',
    people: mentions,
    by,
    claim: after,
    path: notePath(after),
  });
  return after;
}
