import type { Types } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { oweLetter } from '../notices/owe-letter.js';
import { translatorOf } from '../notices/translator.js';
import { dueLine, type Due } from './due.js';
import { labelOf } from './label-of.js';

/**
 * What a letter about casework says beside who wrote: the claim and the due date. Never the text itself: mail leaves
 * the desk, and notes and tasks do not.
 */
export function letterDetails({
  claim,
  due,
}: {
  claim?: Pick<Claim, 'statement' | 'worded'> | undefined;
  due?: Due | undefined;
}): string {
  const t = translatorOf('id');
  const label = claim && labelOf(claim).label;
  const lines = [
    label && t('casework.letter.claim', { statement: label }),
    due && t('casework.letter.due', { due: dueLine(due) }),
  ].filter((line) => line !== undefined);
  return lines.length > 0 ? `\n${lines.join('\n')}\n` : '';
}

/**
 * Owes a letter to everybody whom a text speaks to, but for its author and those who hear of it anyway. Repeatable.
 *
 * @param told.key names the text; each person gets one letter about it.
 */
export async function tellMentioned(
  context: Context,
  told: {
    key: string;
    about: 'mentioned-in-task' | 'mentioned-in-note';
    people: readonly { person: Types.ObjectId }[];
    by: { person: Types.ObjectId; name: string };
    without?: Types.ObjectId;
    claim?: Pick<Claim, 'statement' | 'worded'> | undefined;
    due?: Due | undefined;
    path: string;
  },
): Promise<void> {
  const { key, about, by, without, path } = told;
  for (const { person } of told.people) {
    if (person.equals(by.person) || without?.equals(person)) continue;
    await oweLetter(context, {
      key: `${about}:${key}:${String(person)}`,
      to: { person },
      about,
      params: { by: by.name, details: letterDetails(told) },
      path,
    });
  }
}
