import { z } from 'zod';
import { passwordLength } from './password.js';
import { roles } from './person.model.js';

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

export const newPersonSchema = z.object({ email, name, role: z.enum(roles) });

/** The same with a password of the caller's choice, for the command line. */
export const newPersonWithPasswordSchema = newPersonSchema.extend({ password: password.optional() });

export const roleSchema = z.object({ role: z.enum(roles) });

export const tokenLabel = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{Cc}*$/u);

export const newTokenSchema = z.object({ label: tokenLabel });
