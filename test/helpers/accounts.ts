import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';
import type supertest from 'supertest';
import { addPerson } from '../../src/accounts/add-person.js';
import type { Person, Role } from '../../src/accounts/person.model.js';
import { addToken } from '../../src/accounts/tokens.js';
import type { SignedIn } from '../../src/web/request.js';
import type { Saring } from './saring.js';

export interface TestPerson {
  person: Omit<Person, 'passwordHash'>;
  /** As uses receive it. */
  signedIn: SignedIn;
  password: string;
  token: string;
}

/** A member of staff with a password of their own and a token. */
export async function aPerson(
  saring: Saring,
  given: { role?: Role; name?: string; email?: string; password?: string } = {},
): Promise<TestPerson> {
  const role = given.role ?? 'verifier';
  const password = given.password ?? 'kuda baterai staples benar';
  const { person } = await addPerson(saring.context, {
    email: given.email ?? `${randomBytes(6).toString('hex')}@contoh.example`,
    name: given.name ?? 'Ratna Contoh',
    role,
    password,
  });
  const { token } = await addToken(saring.context, person._id, 'uji');
  const signedIn = {
    id: person._id,
    name: person.name,
    email: person.email,
    role,
    mustChangePassword: false,
  };
  return { person, signedIn, password, token };
}

/** A browser in which somebody signed in through the form: a new person of a role, or the one given. */
export async function signIn(
  saring: Saring,
  who: Role | TestPerson,
): Promise<ReturnType<typeof supertest.agent>> {
  const { person, password } = typeof who === 'string' ? await aPerson(saring, { role: who }) : who;
  const browser = saring.browser();
  await browser.post('/masuk').type('form').send({ email: person.email, password }).expect(303);
  return browser;
}

/** The API token of a new person of a role. */
export async function bearer(saring: Saring, role: Role = 'verifier'): Promise<string> {
  return (await aPerson(saring, { role })).token;
}

/** What an authenticator app shows at a moment. */
export function codeAt(key: string, at: Date): string {
  return TOTP.generate({ secret: Secret.fromBase32(key), timestamp: at.getTime() });
}

/** Turns a person's second step on through the page, in a browser in which they just signed in. */
export async function setUp(
  saring: Saring,
  who: TestPerson,
  given?: Awaited<ReturnType<typeof signIn>>,
): Promise<{ key: string; codes: string[]; browser: Awaited<ReturnType<typeof signIn>> }> {
  const browser = given ?? (await signIn(saring, who));
  const page = '/meja/akun/dua-langkah';
  const { text } = await browser.get(page).expect(200);
  const key = /id="kunci">([A-Z2-7 ]+)</.exec(text)?.[1]?.replaceAll(' ', '') ?? '';
  const code = codeAt(key, saring.clock.now());
  const answer = await browser.post(page).type('form').send({ code }).expect(201);
  const codes = [...answer.text.matchAll(/<code class="mono">([a-z2-9-]{14})</g)].map(
    (match) => match[1] ?? '',
  );
  return { key, codes, browser };
}
