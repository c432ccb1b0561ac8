import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ParseArgsConfig } from 'node:util';
import {
  commandTokenSchema,
  email,
  invitationSchema,
  newPersonWithPasswordSchema,
} from '../accounts/account.schema.js';
import { addPerson } from '../accounts/add-person.js';
import { listPeople } from '../accounts/administer.js';
import { resetPassword } from '../accounts/change-password.js';
import { invitePerson, linkHours } from '../accounts/invite.js';
import type { Person } from '../accounts/person.model.js';
import { scopes } from '../accounts/scopes.js';
import { addToken, tellNewToken } from '../accounts/tokens.js';
import { ConfigError } from '../config.js';
import type { Context } from '../context.js';
import { AppError, parse, tellFields } from '../errors.js';
import { ensureIndexes, isStoreError } from '../store/open-store.js';
import { loadLanguages } from '../web/languages.js';
import { readCommand, UsageError, type Command, type Given } from './read-command.js';
import { withContext } from './with-context.js';

const usage = `Makes and looks after the people of the desk. It may run while the server runs.

  npm run staff -- add --email E --name N --role verifier|editor|admin [--password P]
      Makes a person; without a password it prints a one-time one.
  npm run staff -- invite --email E --name N --role verifier|editor|admin|agency [--agency SLUG]
      Owes them a letter with a link by which they choose a password, and prints the link once.
  npm run staff -- token --email E [--name LABEL] [--scopes ${scopes.join(',')}] [--days D]
      Prints a new API token of that person, once. Without --scopes it may whatever the person may.
  npm run staff -- list
      Lists everybody.
  npm run staff -- reset --email E
      Prints a one-time password, unlocks the account and signs the person out everywhere.

Settings are those of npm start: DATA_DIR or MONGODB_URI say which store.
`;

const options = {
  email: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  password: { type: 'string' },
  agency: { type: 'string' },
  scopes: { type: 'string' },
  days: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

/** Each command gives what to print. */
const commands: Record<string, Command<Context, typeof options, string>> = {
  add: {
    takes: ['email', 'name', 'role', 'password'],
    async run(context, given) {
      const { person, oneTimePassword } = await addPerson(context, parse(newPersonWithPasswordSchema, given));
      const made = `Made ${person.name} <${person.email}>, ${person.role}.`;
      const signIn = `Sign in at ${context.config.baseUrl}/masuk`;
      return oneTimePassword === undefined
        ? `${made}\n${signIn} with the password that you gave.`
        : `${made}\nOne-time password (shown only now): ${oneTimePassword}\n${signIn} and choose your own.`;
    },
  },
  invite: {
    takes: ['email', 'name', 'role', 'agency'],
    async run(context, { agency: slug, ...given }) {
      const agency = slug === undefined ? undefined : await context.models.Agency.findOne({ slug }).lean();
      if (slug !== undefined && !agency) throw new UsageError(`There is no agency ${slug}.`);
      const wanted = parse(invitationSchema, { ...given, agency: agency ? String(agency._id) : '' });
      const { invitation, path } = await invitePerson(context, wanted, { language: 'id' });
      const { name, email: to, role } = invitation;
      const link = `${context.config.baseUrl}${path}`;
      return `Invited ${name} <${to}>, ${role}. A letter is owed.\nThe link (shown only now, opens once, for ${linkHours} hours): ${link}`;
    },
  },
  token: {
    takes: ['email', 'name', 'scopes', 'days'],
    async run(context, given) {
      const person = await personOf(context, given);
      const { name, ...wanted } = parse(commandTokenSchema, {
        ...given,
        name: given.name ?? 'command line',
      });
      if (person.disabledAt) throw new UsageError(`${person.email} is disabled: enable the account first.`);
      const asked = { ...wanted, label: name };
      const { token, id } = await addToken(context, person._id, asked);
      const whose = { id: person._id, name: person.name };
      await tellNewToken(context, whose, { ...asked, id }, { own: false, language: 'id' });
      return token;
    },
  },
  list: {
    takes: [],
    async run(context) {
      const people = await listPeople(context);
      if (people.length === 0) return 'There is nobody yet.';
      return people.map((person) => describe(person, context.clock.now())).join('\n');
    },
  },
  reset: {
    takes: ['email'],
    async run(context, given) {
      const person = await personOf(context, given);
      const password = await resetPassword(context, person._id);
      return `One-time password of ${person.email} (shown only now): ${password}`;
    },
  },
};

function describe(person: Omit<Person, 'passwordHash'>, now: Date): string {
  const state = [
    person.disabledAt && 'disabled',
    person.lockedUntil && person.lockedUntil > now && 'locked',
    person.mustChangePassword && 'has not chosen a password',
    person.secondStepSince && 'two-step sign-in',
  ].filter(Boolean);
  const told = state.length > 0 ? `  (${state.join(', ')})` : '';
  return `${person.role.padEnd(9)} ${person.email.padEnd(30)} ${person.name}${told}`;
}

async function personOf(
  context: Context,
  given: Given<typeof options>,
): Promise<Omit<Person, 'passwordHash'>> {
  if (given.email === undefined) throw new UsageError('--email is missing.');
  const read = email.safeParse(given.email);
  const person = read.success && (await context.models.Person.findOne({ email: read.data }).lean());
  if (!person) throw new UsageError(`Nobody has the e-mail ${given.email}.`);
  return person;
}

/** One sentence for the person at the terminal. Anything that is nobody's mistake is shown whole. */
function tell(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} See npm run staff -- --help.`;
  if (error instanceof ConfigError || isStoreError(error)) return error.message;
  if (!(error instanceof AppError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const folder = resolve(fileURLToPath(import.meta.url), '../../../views/languages');
  const t = loadLanguages(folder).translator('en');
  const { fields, message, params } = error.details;
  if (fields) {
    const told = Object.entries(tellFields(fields, t)).map(([field, sentence]) => `--${field}: ${sentence}`);
    return told.join('\n');
  }
  return t(message ?? `errors.codes.${error.code}`, params);
}

async function main(): Promise<void> {
  const asked = readCommand(process.argv.slice(2), options, commands);
  if (!asked) {
    process.stdout.write(usage);
    return;
  }
  await withContext(process.env, async (context) => {
    // Nobody may have started the server yet, and two people must not share an e-mail.
    await ensureIndexes(context.store.connection);
    process.stdout.write(`${await asked.command.run(context, asked.given)}\n`);
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${tell(error)}\n`);
  process.exit(1);
});
