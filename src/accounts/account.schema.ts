import { z } from 'zod';
import { Types } from 'mongoose';
import { settings } from '../settings/settings.schema.js';
import { objectId } from '../web/object-id.js';
import { passwordLength } from './password.js';
import { roles } from './person.model.js';
import { scopes } from './scopes.js';

/** Whom the command line may make: an agency's people are invited on the desk, where their agency is chosen. */
const newsroomRoles = ['verifier', 'editor', 'admin'] as const;

/** E-mail addresses are compared in lower case. */
export const email = z.string().trim().toLowerCase().max(200).pipe(z.email());

const password = z
  .string()
  .min(passwordLength.least, 'password_short')
  .max(passwordLength.most)
  .refine((value) => new Set(value.toLowerCase()).size >= 5, 'password_simple');

export const signInSchema = z.object({
  email: z.string().trim().min(1).max(200),
  password: z.string().min(1).max(1000),
  next: z.string().optional(),
});

export const newPasswordSchema = z
  .object({
    current: z.string().min(1).max(1000),
    password,
    again: z.string(),
  })
  .refine((given) => given.password === given.again, { path: ['again'], error: 'password_differs' })
  .refine((given) => given.password !== given.current, { path: ['password'], error: 'password_same' });

const name = z
  .string()
  .trim()
  .min(2)
  .max(80)
  .regex(/^\P{Cc}*$/u);

/** An agency's id; a form sends an empty one for everybody else. */
const agency = z
  .literal('')
  .transform(() => undefined)
  .or(objectId.transform((id) => new Types.ObjectId(id)))
  .optional();

export const invitationSchema = z.object({ email, name, role: z.enum(roles), agency });

/** A person with a password of the caller's choice, for the command line. */
export const newPersonWithPasswordSchema = z.object({
  email,
  name,
  role: z.enum(newsroomRoles),
  password: password.optional(),
});

export const roleSchema = z.object({ role: z.enum(roles), agency });

/** The password that somebody chooses who follows a link. */
export const chosenPasswordSchema = z
  .object({ password, again: z.string() })
  .refine((given) => given.password === given.again, { path: ['again'], error: 'password_differs' });

/** A code of the app or a recovery code, however it is typed. */
const code = z.string().trim().min(1).max(40);

export const setUpSchema = z.object({ code, current: z.string().min(1).max(1000).optional() });

export const codeSchema = z.object({ code });

export const turnOffSchema = z.object({ code, current: z.string().min(1).max(1000) });

export const securitySchema = settings.security.schema.extend({
  version: z.coerce.number().int().min(0).max(1_000_000),
});

export const tokenLabel = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{Cc}*$/u);

/** For how many days a token may last. */
export const tokenDays = [30, 90, 365] as const;

const someScopes = z
  .array(z.enum(scopes))
  .min(1, 'scope_needed')
  .transform((given) => scopes.filter((scope) => given.includes(scope)));

/** A form sends one scope as a text and several as a list; its empty choice of days is for ever. */
export const newTokenSchema = z.object({
  label: tokenLabel,
  scopes: z.preprocess(
    (given) => (given === undefined ? [] : typeof given === 'string' ? [given] : given),
    someScopes,
  ),
  days: z.preprocess(
    (given) => (given === '' || given === undefined ? undefined : Number(given)),
    z.union(tokenDays.map((days) => z.literal(days))).optional(),
  ),
});

/** On the command line: `--scopes read,triage`, all that the person may when it is left out; any number of days. */
export const commandTokenSchema = z.object({
  name: tokenLabel,
  scopes: z
    .string()
    .transform((given) => given.split(',').map((scope) => scope.trim()))
    .pipe(someScopes)
    .optional(),
  days: z.coerce.number().int().min(1).max(3650).optional(),
});
