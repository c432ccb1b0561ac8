import { createHash, randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Context } from '../context.js';
import { AppError, badInput, conflict, notFound } from '../errors.js';
import { oweLetter } from '../notices/owe-letter.js';
import type { Language } from '../web/languages.js';
import type { SignedIn } from '../web/request.js';
import { actorOf } from './actor.js';
import { shutOut } from './own-sessions.js';
import { hashPassword } from './password.js';
import type { Invitation } from './invitation.model.js';
import type { Role } from './person.model.js';
import { setPassword } from './set-password.js';
import { isDuplicate } from '../store/duplicate.js';

/** How long a link opens. */
export const linkHours = 72;

/** Under which a link is kept. @returns hex SHA-256 of its secret. */
export const hashLink = (secret: string) => createHash('sha256').update(secret).digest('hex');

/** Who asks, and in which language the letter is to be. `by` is missing on the command line. */
export interface Asker {
  by?: SignedIn;
  language: Language;
}

export interface SentInvitation {
  invitation: Invitation;
  /** The page that the link opens, e.g. `/undangan/…`. Given this once: only a hash of it is kept. */
  path: string;
}

const isTaken = (error: unknown) => isDuplicate(error);

/**
 * Invites somebody to become one of the desk: a letter with a link goes to them.
 *
 * @throws AppError `conflict` when somebody has that e-mail or is invited already; `bad_input` for an agency's person
 * without an agency that exists.
 */
export async function invitePerson(
  context: Context,
  given: { email: string; name: string; role: Role; agency?: Types.ObjectId },
  asker: Asker,
): Promise<SentInvitation> {
  const { Invitation, Person } = context.models;
  const email = given.email.toLowerCase();
  if (await Person.exists({ email })) throw conflict('accounts.emailTaken', { email });
  const agency = await agencyFor(context, given.role, given.agency);
  // One that ran out is in nobody's way.
  await Invitation.updateOne(
    { waitingFor: email, expiresAt: { $lte: context.clock.now() } },
    { $unset: { waitingFor: 1 } },
  );
  const { name, role } = given;
  const { invitation, path } = await keep(context, {
    kind: 'join',
    email,
    name,
    role,
    ...(agency && { agency }),
    ...byOf(asker),
  }).catch((error: unknown) => {
    throw isTaken(error) ? conflict('accounts.invitations.waiting', { email }) : error;
  });
  await recordAction(context, {
    ...byOf(asker),
    action: 'person.invited',
    on: { kind: 'person', id: String(invitation._id), label: name },
    after: { role, ...(agency && { agency: String(agency) }) },
  });
  await send(context, invitation, path, asker.language);
  return { invitation, path };
}

/**
 * Gives a person a link by which they choose a new password. Until then they are shut out: the old password, their
 * sessions and their tokens end at once, for somebody else may have them.
 *
 * @throws AppError `not_found`, `wrong_state` for one's own account: that has a page of its own.
 */
export async function inviteToReset(
  context: Context,
  id: Types.ObjectId,
  asker: Asker,
): Promise<SentInvitation> {
  if (asker.by?.id.equals(id)) throw new AppError('wrong_state', { message: 'accounts.people.notYourself' });
  const nobodys = await hashPassword(randomBytes(32).toString('base64url'));
  const set = { passwordHash: nobodys, mustChangePassword: true };
  const person = await setPassword(context, id, set, { disabledAt: { $exists: false } });
  if (!person) throw notFound();
  await shutOut(context, id);
  await withdrawLinkTo(context, person.email);
  const { email, name, role } = person;
  const { invitation, path } = await keep(context, {
    kind: 'reset',
    email,
    name,
    role,
    person: id,
    ...byOf(asker),
  });
  await recordAction(context, {
    ...byOf(asker),
    action: 'person.password-reset',
    on: { kind: 'person', id: String(id), label: name },
  });
  await send(context, invitation, path, asker.language);
  return { invitation, path };
}

/**
 * Sends a waiting invitation again, with a new link: the old one is dead from then on, and whoever asks vouches for it.
 *
 * @throws AppError `not_found` when it does not wait any more.
 */
export async function resendInvitation(context: Context, id: string, asker: Asker): Promise<SentInvitation> {
  const { secret, fresh } = newLink(context);
  const invitation = await context.models.Invitation.findOneAndUpdate(
    { _id: new Types.ObjectId(id), waitingFor: { $gt: '' } },
    { $set: { ...fresh, ...byOf(asker) } },
    { returnDocument: 'after' },
  ).lean();
  if (!invitation) throw notFound();
  await record(context, invitation, asker, 'person.invited-again');
  const path = pathOf(secret);
  await send(context, invitation, path, asker.language);
  return { invitation, path };
}

/** Takes a waiting invitation back. @throws AppError `not_found` when it does not wait any more. */
export async function withdrawInvitation(context: Context, id: string, asker: Asker): Promise<void> {
  const invitation = await context.models.Invitation.findOneAndUpdate(
    { _id: new Types.ObjectId(id), waitingFor: { $gt: '' } },
    withdrawal(context),
    { returnDocument: 'after' },
  ).lean();
  if (!invitation) throw notFound();
  await record(context, invitation, asker, 'person.invitation-withdrawn');
}

/** Takes back the link that waits for an e-mail, if there is one. */
export async function withdrawLinkTo(context: Context, email: string): Promise<void> {
  await context.models.Invitation.updateOne({ waitingFor: email }, withdrawal(context));
}

const withdrawal = ({ clock }: Context) =>
  ({ $set: { withdrawnAt: clock.now() }, $unset: { waitingFor: 1 } }) as const;

/**
 * Takes back every waiting link that somebody made who is no admin any more: they may have kept it.
 *
 * @returns how many.
 */
export async function withdrawLinksOf(
  context: Context,
  person: Types.ObjectId,
  asker: Asker,
): Promise<number> {
  const { Invitation } = context.models;
  const made = await Invitation.find({ 'by.person': person, waitingFor: { $gt: '' } }).lean();
  let count = 0;
  for (const invitation of made) {
    const gone = await Invitation.updateOne(
      { _id: invitation._id, hash: invitation.hash, waitingFor: { $gt: '' } },
      withdrawal(context),
    );
    if (gone.modifiedCount === 0) continue;
    count += 1;
    await record(context, invitation, asker, 'person.invitation-withdrawn');
  }
  return count;
}

/** Those who have not followed their link yet, the newest first; also those whose link ran out. */
export async function waitingInvitations(context: Context): Promise<Invitation[]> {
  const waiting = await context.models.Invitation.find({ waitingFor: { $gt: '' } }).lean();
  return waiting.sort((left, right) => right.createdAt.getTime() - left.createdAt.getTime());
}

/**
 * The agency of somebody with a role: one that exists for the role `agency`, none for the others.
 *
 * @throws AppError `bad_input`
 */
export async function agencyFor(
  context: Context,
  role: Role,
  agency: Types.ObjectId | undefined,
): Promise<Types.ObjectId | undefined> {
  if (role !== 'agency') return undefined;
  if (agency && (await context.models.Agency.exists({ _id: agency }))) return agency;
  throw badInput({ agency: { reason: 'agency_needed' } });
}

const byOf = ({ by }: Asker) => (by ? { by: actorOf(by) } : {});

const pathOf = (secret: string) => `/undangan/${secret}`;

function newLink(context: Context): { secret: string; fresh: Pick<Invitation, 'hash' | 'expiresAt'> } {
  const secret = randomBytes(32).toString('base64url');
  const expiresAt = new Date(context.clock.now().getTime() + linkHours * 60 * 60 * 1000);
  return { secret, fresh: { hash: hashLink(secret), expiresAt } };
}

async function keep(
  context: Context,
  given: Omit<Invitation, '_id' | 'hash' | 'expiresAt' | 'createdAt' | 'waitingFor'>,
): Promise<SentInvitation> {
  const { secret, fresh } = newLink(context);
  const invitation: Invitation = {
    _id: new Types.ObjectId(),
    ...given,
    ...fresh,
    waitingFor: given.email,
    createdAt: context.clock.now(),
  };
  await context.models.Invitation.create(invitation);
  return { invitation, path: pathOf(secret) };
}

function record(context: Context, invitation: Invitation, asker: Asker, action: string): Promise<void> {
  const id = String(invitation.person ?? invitation._id);
  return recordAction(context, {
    ...byOf(asker),
    action,
    on: { kind: 'person', id, label: invitation.name },
  });
}

function send(context: Context, invitation: Invitation, path: string, language: Language): Promise<void> {
  const { _id, kind, hash, email, name, by } = invitation;
  const t = kind === 'join' ? 'invitation' : 'passwordReset';
  return oweLetter(context, {
    // Each link has a letter of its own.
    key: `invitation:${String(_id)}:${hash.slice(0, 16)}`,
    to: { email },
    language,
    about: by || kind === 'reset' ? t : 'invitationUnnamed',
    params: { name, hours: String(linkHours), ...(by && { inviter: by.name }) },
    path,
  });
}
