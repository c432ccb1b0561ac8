import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadLanguages, type Language, type Languages, type Translate } from '../web/languages.js';

let languages: Languages | undefined;

/** Mail is written outside of any request, in the language of whoever gets it. */
export function translatorOf(language: Language): Translate {
  languages ??= loadLanguages(join(resolve(fileURLToPath(import.meta.url), '../../..'), 'views/languages'));
  return languages.translator(language);
}
