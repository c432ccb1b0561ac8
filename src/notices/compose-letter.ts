import { unseal } from '../privacy/seal.js';
import type { Context } from '../context.js';
import type { Composed } from './mailer.js';
import type { Notice } from './notice.model.js';
import { translatorOf } from './translator.js';

/** The mail to a member of staff; withdrawn when they are no longer one. */
export async function composeLetter(context: Context, { key, letter }: Notice): Promise<Composed> {
  if (!letter) return { moot: 'nobody' };
  const to = await addressOf(context, letter);
  if (to === undefined) return { moot: 'nobody' };
  const { baseUrl, siteName } = context.config;
  const t = translatorOf(letter.language);
  const params = { ...letter.params, siteName };
  const told = (part: string) => t(`notices.letters.${letter.about}.${part}`, params);
  const path = letter.path && unseal(context.config, 'letter', key, letter.path);
  const url = path && `${baseUrl}${letter.language === 'en' ? '/en' : ''}${path}`;
  const lines = [
    told('body'),
    ...(url ? ['', url] : []),
    '',
    '-- ',
    t('notices.letters.fromDesk', { siteName }),
    '',
  ];
  return { mail: { to, subject: told('subject').replaceAll(/\s+/g, ' '), text: lines.join('\n') }, set: {} };
}

async function addressOf(
  context: Context,
  { person: id, email }: NonNullable<Notice['letter']>,
): Promise<string | undefined> {
  if (!id) return email;
  const person = await context.models.Person.findById(id).select('email disabledAt').lean();
  return person?.disabledAt ? undefined : person?.email;
}
