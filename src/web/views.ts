import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import Handlebars from 'handlebars';
import type { HelperOptions, TemplateDelegate } from 'handlebars';
import type { Language, Params, Translate } from './languages.js';

export interface Views {
  /** Express' engine signature; `file` is the absolute path of a template. */
  engine: (file: string, model: object, done: (error: unknown, html?: string) => void) => void;
}

const timeZone = 'Asia/Jakarta';
const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };

interface Root {
  language: Language;
  t: Translate;
}

/**
 * Handlebars with every file of a folder as a partial under its path, so that a page wraps itself in a layout:
 * `{{#> layouts/public title=(t "reports.new.title")}}…{{/layouts/public}}`. Compiled once.
 *
 * Always quote attributes: Handlebars escapes text and quoted attribute values, nothing else.
 */
export function createViews(folder: string, publicFolder: string): Views {
  const handlebars = Handlebars.create();
  const templates = new Map<string, TemplateDelegate>();
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.hbs')) continue;
    const file = join(entry.parentPath, entry.name);
    const template = handlebars.compile(readFileSync(file, 'utf8'), {
      knownHelpersOnly: false,
      // Indenting what a partial gives would change the text inside <textarea> and <pre>.
      preventIndent: true,
    });
    templates.set(file, template);
    handlebars.registerPartial(
      relative(folder, file).replaceAll('\\', '/').slice(0, -'.hbs'.length),
      template,
    );
  }
  registerWords(handlebars);
  registerLogic(handlebars);
  registerAddresses(handlebars, publicFolder);
  return {
    engine(file, model, done) {
      try {
        const template = templates.get(file);
        if (!template) throw new Error(`no view ${file}`);
        done(null, template(model));
      } catch (error) {
        done(error);
      }
    },
  };
}

const rootOf = (options: HelperOptions) => options.data.root as Root;

function registerWords(handlebars: typeof Handlebars): void {
  // {{t "reports.new.title" count=3}}; a key may be put together: {{t "words.verdicts" verdict}}.
  handlebars.registerHelper('t', (...values: unknown[]) => {
    const options = values.pop() as HelperOptions;
    return rootOf(options).t(values.join('.'), options.hash as Params);
  });
  // {{labelOf "reports.labels" "sources.0.url"}} → “Tautan: ” from reports.labels.sources.url, or nothing. A label may
  // say which one: `{number}` counts from 1.
  handlebars.registerHelper('labelOf', (prefix: string, path: string, options: HelperOptions) => {
    const key = `${prefix}.${path.replaceAll(/\.\d+(?=\.|$)/g, '')}`;
    const number = Number(/\.(\d+)(?=\.|$)/.exec(path)?.[1] ?? 0) + 1;
    const label = rootOf(options).t(key, { number });
    return label === key ? '' : `${label}: `;
  });
  handlebars.registerHelper('number', (value: unknown, options: HelperOptions) =>
    new Intl.NumberFormat(locales[rootOf(options).language]).format(Number(value ?? 0)),
  );
  const date = (value: unknown, options: HelperOptions, format: Intl.DateTimeFormatOptions) => {
    const when = new Date(value as string | number | Date);
    if (Number.isNaN(when.getTime())) return '';
    const words = new Intl.DateTimeFormat(locales[rootOf(options).language], { ...format, timeZone }).format(
      when,
    );
    const escaped = handlebars.escapeExpression(words);
    return new handlebars.SafeString(`<time datetime="${when.toISOString()}">${escaped}</time>`);
  };
  // {{date at}} → 24 November 2026; {{dateTime at}} → 24 November 2026 pukul 13.43 WIB
  handlebars.registerHelper('date', (value: unknown, options: HelperOptions) =>
    date(value, options, { dateStyle: 'long' }),
  );
  handlebars.registerHelper('dateTime', (value: unknown, options: HelperOptions) =>
    date(value, options, {
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      timeZoneName: 'short',
    }),
  );
}

function registerLogic(handlebars: typeof Handlebars): void {
  handlebars.registerHelper('eq', (a: unknown, b: unknown) => a === b);
  handlebars.registerHelper('oneOf', (a: unknown, ...values: unknown[]) => values.slice(0, -1).includes(a));
  handlebars.registerHelper('not', (a: unknown) => !a);
  handlebars.registerHelper('and', (...values: unknown[]) => values.slice(0, -1).every(Boolean));
  handlebars.registerHelper('or', (...values: unknown[]) => values.slice(0, -1).some(Boolean));
  handlebars.registerHelper('more', (a: unknown, b: unknown) => Number(a) > Number(b));
  handlebars.registerHelper('lookupIn', (object: unknown, ...path: unknown[]) => {
    path.pop();
    const fields = (object ?? {}) as Record<string, unknown>;
    const key = path.join('.');
    return Object.hasOwn(fields, key) ? fields[key] : undefined;
  });
  handlebars.registerHelper('join', (...values: unknown[]) => values.slice(0, -1).join(''));
}

function registerAddresses(handlebars: typeof Handlebars, publicFolder: string): void {
  // {{link "/lapor"}} stays in the reader's language; several parts are put together.
  handlebars.registerHelper('link', (...values: unknown[]) => {
    const options = values.pop() as HelperOptions;
    const path = values.join('');
    return rootOf(options).language === 'en' ? `/en${path === '/' ? '' : path}` : path;
  });
  // {{asset "css/saring.css"}}: changes with the file's content, so that browsers may keep it for ever.
  const versions = new Map<string, string>();
  handlebars.registerHelper('asset', (path: string) => {
    const file = join(publicFolder, path);
    const stamp = `${path}@${statSync(file).mtimeMs}`;
    let version = versions.get(stamp);
    if (!version) {
      version = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 10);
      versions.set(stamp, version);
    }
    return `/${path}?v=${version}`;
  });
}
