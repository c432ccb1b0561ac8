import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'chai';
import { languages, loadLanguages, type Language } from '../../src/web/languages.js';

const root = resolve(import.meta.dirname, '../..');
const known = loadLanguages(join(root, 'views/languages'));

const filesIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path: path.slice(root.length + 1), text: readFileSync(path, 'utf8') };
    });

interface Use {
  /** A whole key, or what a key that is put together begins with. */
  key: string;
  whole: boolean;
  where: string;
}

/** `{{t "a.b"}}`, `(t "a" b "c")`, `words="words.topics"`, `labels="reports.labels"`. */
function usesInViews(): Use[] {
  return filesIn('views', '.hbs').flatMap(({ path, text }) => {
    const call = /[{(]t ((?:"[^"]*"|[^\s"=)}]+(?=[\s)}]))(?:\s+(?:"[^"]*"|[\w./@]+(?=[\s)}])))*)/g;
    const called = [...text.matchAll(call)].flatMap(([, given = '']): Use[] => {
      const parts = given.match(/"[^"]*"|\S+/g) ?? [];
      const literal = parts.findIndex((part) => !part.startsWith('"'));
      const key = (literal === -1 ? parts : parts.slice(0, literal))
        .map((part) => part.slice(1, -1))
        .join('.');
      return key ? [{ key, whole: literal === -1, where: path }] : [];
    });
    const put = [...text.matchAll(/\b(?:words|labels)="([^"]+)"/g)];
    return called.concat(put.map(([, key = '']): Use => ({ key, whole: false, where: path })));
  });
}

const rooms = [...new Set(known.keys('id').map((key) => key.slice(0, key.indexOf('.'))))].join('|');

/** Any string in the code that begins like a key: `'reports.title'`, `` `words.verdicts.${verdict}` ``. */
function usesInCode(): Use[] {
  const literal = new RegExp(String.raw`(['\`])((?:${rooms})\.[A-Za-z][\w.-]*?)(\.?\$\{|\1)`, 'g');
  return filesIn('src', '.ts')
    .filter(({ path }) => !path.startsWith('src/commands/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(literal)].map(([, , key = '', end]): Use => ({
        key,
        // In backticks a comment may name a whole group.
        whole: end === "'",
        where: path,
      })),
    );
}

/** `{ error: 'my_reason' }` and `{ reason: 'my_reason' }` are told by `errors.fields.my_reason`. */
function reasonsInCode(): Use[] {
  return filesIn('src', '.ts')
    .filter(({ path }) => !/^src\/(?:config|store|matching|commands)\b/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:reason|error): '([a-z][\w-]*_[\w-]*)'/g)].map(([, reason = '']): Use => ({
        key: `errors.fields.${reason}`,
        whole: true,
        where: path,
      })),
    );
}

/** What the audit log calls an act has its sentence among the actions; a list of choices is named by its group. */
const isSaid = (language: Language, key: string) =>
  known.has(language, key) ||
  known.has(language, `audit.actions.${key}`) ||
  known.keys(language).some((one) => one.startsWith(`${key}.`));

const missing = (uses: readonly Use[]) =>
  uses.flatMap(({ key, whole, where }) =>
    languages
      .filter((language) =>
        whole
          ? !isSaid(language, key)
          : !known.keys(language).some((one) => one.startsWith(`${key}.`) || one.startsWith(key)),
      )
      .map((language) => `${where}: ${key} (${language})`),
  );

// Indonesian has no plural forms of its own.
const keysOf = (language: Language) =>
  new Set(known.keys(language).map((key) => key.replace(/\.(?:one|other)$/, '')));

const parametersOf = (sentence: string) => [...new Set(sentence.match(/\{\w+\}/g) ?? [])].sort();

/** Every sentence of a language by its key, plurals apart. */
function sentencesOf(language: Language): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (path: string, entry: unknown) => {
    if (typeof entry === 'string') found.set(path, entry);
    else for (const [key, value] of Object.entries(entry as object)) walk(`${path}.${key}`, value);
  };
  for (const { path, text } of filesIn(`views/languages/${language}`, '.json')) {
    walk(path.slice(path.lastIndexOf('/') + 1, -'.json'.length), JSON.parse(text));
  }
  return found;
}

describe('the language files', () => {
  it('have the same keys', () => {
    const [indonesian, english] = [keysOf('id'), keysOf('en')];
    expect(
      [...indonesian].filter((key) => !english.has(key)),
      'only in Indonesian',
    ).to.deep.equal([]);
    expect(
      [...english].filter((key) => !indonesian.has(key)),
      'only in English',
    ).to.deep.equal([]);
  });

  it('say something in both languages or in neither, with the same parameters', () => {
    const english = sentencesOf('en');
    for (const [key, sentence] of sentencesOf('id')) {
      const other = english.get(key) ?? english.get(key.replace(/one$/, 'other')) ?? '';
      expect(other.trim() === '', key).to.equal(sentence.trim() === '');
      // A plural's `one` may say the number in words.
      if (!key.endsWith('.one')) expect(parametersOf(other), key).to.deep.equal(parametersOf(sentence));
    }
  });

  it('have the same pages', () => {
    const [indonesian, english] = languages.map((language) =>
      filesIn(`views/languages/${language}`, '.hbs').map(({ path }) => path.replace(`/${language}/`, '/')),
    );
    expect(english).to.have.members(indonesian ?? []);
  });

  it('hold every key that the views use', () => {
    const uses = usesInViews();
    expect(uses.length).to.be.greaterThan(200);
    expect(missing(uses)).to.deep.equal([]);
  });

  it('hold every key and every reason that the code uses', () => {
    const uses = [...usesInCode(), ...reasonsInCode()];
    expect(uses.length).to.be.greaterThan(30);
    expect(missing(uses)).to.deep.equal([]);
  });
});

describe('translating', () => {
  const t = known.translator('en');

  it('shows an unknown key as it is', () => {
    expect(t('nothing.of.the.sort')).to.equal('nothing.of.the.sort');
  });

  it('chooses the plural and writes numbers as the language does', () => {
    expect(t('site.reports', { count: 1 })).to.equal('1 report');
    expect(t('site.reports', { count: 1234 })).to.equal('1,234 reports');
    expect(known.translator('id')('site.reports', { count: 1234 })).to.equal('1.234 laporan');
  });

  it('does not read a parameter’s own braces or dollar signs', () => {
    expect(t('library.list.foundFor', { count: 2, q: '{count} $& $1' })).to.equal(
      '2 clarifications for “{count} $& $1”',
    );
  });
});
