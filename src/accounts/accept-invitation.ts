import { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { conflict, notFound } from '../errors.js';
import type { Language } from '../web/languages.js';
import { tellPasswordChanged } from './change-password.js';
import { hashLink } from './invite.js';
import type { Invitation } from './invitation.model.js';
import { hashPassword } from './password.js';
import type { Person } from './person.model.js';
import { setPassword } from './set-password.js';
import { isDuplicate } from '../store/duplicate.js';

/** `unknown`: a newer link replaced it, or it was not copied whole. */
export type LinkState = 'open' | 'used' | 'withdrawn' | 'expired' | 'unknown';

/** What a link opens, and why it does not. */
export async function readInvitation(
  context: Context,
  secret: string,
): Promise<{ state: LinkState; invitation?: Invitation }> {
  const invitation = await context.models.Invitation.findOne({ hash: hashLink(secret) }).lean();
  if (!invitation) return { state: 'unknown' };
  return { state: stateOf(invitation, context.clock.now()), invitation };
}

/** Whether a link opens, or why it does not any more. */
export function stateOf(
  { usedAt, withdrawnAt, expiresAt, waitingFor }: Invitation,
  now: Date,
): Exclude<LinkState, 'unknown'> {
  if (usedAt) return 'used';
  if (withdrawnAt) return 'withdrawn';
  return expiresAt <= now || waitingFor === undefined ? 'expired' : 'open';
}

/**
 * Follows a link: with the password that was chosen, whoever was invited becomes one of the desk, and whose password
 * was reset has the new one. The link is spent first, so that of two who follow it at once only one gets in.
 *
 * @returns the person. Whoever has a second step still has to show it.
 * @throws AppError `conflict` when the link does not open any more, or somebody else has got the e-mail.
 */
export async function acceptInvitation(
  context: Context,
  secret: string,
  password: string,
  language: Language,
): Promise<Person> {
  const { Invitation } = context.models;
  const passwordHash = await hashPassword(password);
  const now = context.clock.now();
  const spent = await Invitation.findOneAndUpdate(
    { hash: hashLink(secret), waitingFor: { $gt: '' }, expiresAt: { $gt: now } },
    { $set: { usedAt: now }, $unset: { waitingFor: 1 } },
    { returnDocument: 'after' },
  ).lean();
  if (!spent) throw conflict('accounts.invitations.gone');
  return spent.kind === 'join'
    ? join(context, spent, passwordHash)
    : reset(context, spent, passwordHash, language);
}

async function join(context: Context, invitation: Invitation, passwordHash: string): Promise<Person> {
  const { email, name, role, agency } = invitation;
  const person = {
    _id: new Types.ObjectId(),
    email,
    name,
    role,
    ...(agency && { agency }),
    mustChangePassword: false,
    failures: 0,
    passwordHash,
    createdAt: context.clock.now(),
  };
  try {
    await context.models.Person.create(person);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    throw conflict('accounts.emailTaken', { email });
  }
  await context.models.Invitation.updateOne({ _id: invitation._id }, { $set: { person: person._id } });
  await recordAction(context, {
    by: { person: person._id, name },
    action: 'person.joined',
    on: { kind: 'person', id: String(person._id), label: name },
    after: { role, ...(agency && { agency: String(agency) }), invitation: String(invitation._id) },
  });
  return person;
}

async function reset(
  context: Context,
  { person: id }: Invitation,
  passwordHash: string,
  language: Language,
): Promise<Person> {
  const set = { passwordHash, mustChangePassword: false };
  const person = id && (await setPassword(context, id, set, { disabledAt: { $exists: false } }));
  if (!person) throw notFound();
  await tellPasswordChanged(context, person, language);
  return person;
}
