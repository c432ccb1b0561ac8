import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const languages = ['id', 'en'] as const;
export type Language = (typeof languages)[number];

export type Params = Record<string, string | number | undefined>;

/** Gives the sentence for a key such as `reports.new.title`. An unknown key is shown as it is. */
export type Translate = (key: string, params?: Params) => string;

export interface Languages {
  translator(language: Language): Translate;
  has(language: Language, key: string): boolean;
  /** Every key, sorted. */
  keys(language: Language): string[];
}

type Entry = string | { [key: string]: Entry };

/**
 * Loads `<folder>/<language>/<room>.json`: nested objects, whose paths are the keys. `{name}` in a sentence is
 * replaced by a parameter. An object with `other` (and perhaps `one`) is a plural: `count` chooses.
 */
export function loadLanguages(folder: string): Languages {
  const sentences = new Map<Language, Map<string, string>>();
  for (const language of languages) {
    const flat = new Map<string, string>();
    for (const file of readdirSync(join(folder, language)).filter((name) => name.endsWith('.json'))) {
      const room = JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Entry;
      flatten(file.slice(0, -'.json'.length), room, flat);
    }
    sentences.set(language, flat);
  }
  return {
    translator(language) {
      const known = sentences.get(language) ?? new Map<string, string>();
      const plural = new Intl.PluralRules(language);
      const number = new Intl.NumberFormat(language);
      return (key, params = {}) => {
        const count = params['count'];
        const sentence =
          known.get(key) ??
          (typeof count === 'number' ? known.get(`${key}.${plural.select(count)}`) : undefined) ??
          known.get(`${key}.other`);
        if (sentence === undefined) return key;
        return sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
          const value = params[name];
          return typeof value === 'number' ? number.format(value) : (value ?? '');
        });
      };
    },
    has: (language, key) => {
      const known = sentences.get(language);
      return known !== undefined && (known.has(key) || known.has(`${key}.other`));
    },
    keys: (language) => [...(sentences.get(language)?.keys() ?? [])].sort(),
  };
}

function flatten(path: string, entry: Entry, into: Map<string, string>): void {
  if (typeof entry === 'string') {
    into.set(path, entry);
    return;
  }
  for (const [key, value] of Object.entries(entry)) flatten(`${path}.${key}`, value, into);
}
