import type { Language, Translate } from '../web/languages.js';
import type { AuditLine } from './audit.model.js';
import { isId, type Names } from './name-things.js';

export interface ToldChange {
  field: string;
  before: string;
  after: string;
}

/** Where a thing is seen on the desk; undefined where it has no page. */
function pathOf({ on, after, before, things }: AuditLine): string | undefined {
  switch (on.kind) {
    case 'claim':
      return `/meja/klaim/${on.id}`;
    case 'match': {
      const claim = after?.['claim'] ?? before?.['claim'] ?? before?.['suggested'];
      return typeof claim === 'string' ? `/meja/klaim/${claim}` : undefined;
    }
    case 'report':
    case 'evidence':
    case 'task':
    case 'request':
    case 'statement': {
      const claim = things.find((thing) => thing !== on.id && isId(thing));
      return claim === undefined ? undefined : `/meja/klaim/${claim}`;
    }
    case 'clarification':
      return `/meja/klarifikasi/${on.id}`;
    case 'person':
      return '/meja/orang';
    case 'agency':
      return '/meja/instansi';
    case 'notice':
      return '/meja/pemberitahuan';
    case 'twin':
      return '/meja/kembar';
    case 'block':
      return '/meja/blokir';
    case 'settings':
      return '/meja/pengaturan';
    default:
      return undefined;
  }
}

/** Where words for values stand that are keys: by the field's name. */
const wordsOf: Record<string, readonly string[]> = {
  status: ['words.claimStatuses', 'words.clarificationStatuses'],
  topic: ['words.topics'],
  topics: ['words.topics'],
  verdict: ['words.verdicts'],
  kind: ['words.kinds'],
  role: ['words.roles'],
  setAside: ['words.setAsideReasons'],
  category: ['blocks.categories'],
  goesBy: ['audit.goesBy'],
  found: ['audit.found'],
  requireTwoStep: ['accounts.security.rules'],
};

const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What a line of the log is told with. */
export interface Telling {
  t: Translate;
  language: Language;
  names: Names;
  /** The places of lines that were added after their act. */
  late: ReadonlySet<number>;
}

/** A line of the log as the page shows it. */
export function toldLine(line: AuditLine, telling: Telling) {
  const { t, late } = telling;
  const { by, on } = line;
  // Who does something to their own account is named once.
  const own = on.kind === 'person' && by !== undefined && String(by.person) === on.id;
  return {
    seq: line._id,
    at: line.at,
    by: by?.name ?? t('audit.nobody'),
    action: line.action,
    sentence: sentenceOf(line.action, t),
    late: late.has(line._id),
    label: own ? undefined : labelOf(line, telling),
    claims: claimsOf(line, telling.names),
    thing: on.id,
    path: pathOf(line),
    changes: toldChanges(line, telling),
    reason: line.reason,
  };
}

/** An action in words; its own name where nobody wrote a sentence. */
export function sentenceOf(action: string, t: Translate): string {
  return said(t, `audit.actions.${action}`) ?? action;
}

/** What a line is about, in words: its own label, or what the thing is called now. */
function labelOf({ on }: AuditLine, { t, names }: Telling): string | undefined {
  if (on.kind === 'settings') return said(t, `settings.names.${on.id}`) ?? on.label;
  const own = isId(on.label) ? undefined : on.label;
  return own ?? names.others.get(on.id) ?? (on.kind === 'claim' ? names.claims.get(on.id) : undefined);
}

/** The claims that it touched, beside what it was done to and what its changes tell already. */
function claimsOf({ on, things, before = {}, after = {} }: AuditLine, { claims }: Names): string[] {
  const told = new Set<unknown>([on.id, ...Object.values(before), ...Object.values(after)]);
  return [...new Set([...things, on.label ?? ''])]
    .filter((id) => !told.has(id))
    .flatMap((id) => claims.get(id) ?? []);
}

type Values = Record<string, unknown>;

const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function toldChanges({ before = {}, after = {} }: AuditLine, telling: Telling): ToldChange[] {
  return changesOf(before, after, telling, []);
}

/** Field by field, also inside of fields: of a large value only what differs is told. */
function changesOf(before: Values, after: Values, telling: Telling, inside: readonly string[]): ToldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((field) => {
    const [was, is] = [before[field], after[field]];
    const path = field === 'value' && isRecord(is) ? inside : [...inside, fieldIn(inside, field, telling.t)];
    if (isRecord(was) && isRecord(is)) return changesOf(was, is, telling, path);
    if (JSON.stringify(was) === JSON.stringify(is)) return [];
    if (Array.isArray(was) && Array.isArray(is) && [...was, ...is].some(isRecord)) {
      return listChanges(was, is, path.join(' · '), telling);
    }
    return [
      {
        field: path.join(' · ') || fieldIn([], field, telling.t),
        before: tellValue(field, was, telling),
        after: tellValue(field, is, telling),
      },
    ];
  });
}

/** Lists of things that have an id are compared thing by thing, others place by place. */
function listChanges(
  was: readonly unknown[],
  is: readonly unknown[],
  field: string,
  telling: Telling,
): ToldChange[] {
  const [before, after] = [byId(was), byId(is)];
  const differing = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (id) => JSON.stringify(before[id]) !== JSON.stringify(after[id]),
  );
  // Another order alone is a change, too.
  if (differing.length === 0) {
    const inOrder = (values: Values) => Object.values(values).map((value) => tellValue('', value, telling));
    return [{ field, before: inOrder(before).join(', '), after: inOrder(after).join(', ') }];
  }
  return differing.map((id) => ({
    field,
    before: tellValue('', before[id], telling),
    after: tellValue('', after[id], telling),
  }));
}

function byId(values: readonly unknown[]): Values {
  return Object.fromEntries(
    values.map((value, at) => {
      if (!isRecord(value)) return [String(at + 1), value];
      const { id, label, ...more } = value;
      const named = Object.keys(more).length === 0 && label !== undefined;
      return [typeof id === 'string' ? id : String(at + 1), named ? label : { label, ...more }];
    }),
  );
}

/** A field's name in words. */
function fieldIn(inside: readonly string[], field: string, t: Translate): string {
  return (
    (inside.length > 0 ? said(t, `words.topics.${field}`) : undefined) ??
    said(t, `audit.fields.${field}`) ??
    field
  );
}

function tellValue(field: string, value: unknown, telling: Telling): string {
  const { t, language, names } = telling;
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'boolean') return t(`audit.values.${value ? 'yes' : 'no'}`);
  if (typeof value === 'number') return new Intl.NumberFormat(localeOf(language)).format(value);
  if (typeof value === 'string') {
    if (isMoment.test(value)) return momentOf(value, language);
    const named = isId(value) ? (names.claims.get(value) ?? names.others.get(value)) : undefined;
    if (named !== undefined) return `“${named}”`;
    const words = (Object.hasOwn(wordsOf, field) && wordsOf[field]) || [];
    return words.map((place) => said(t, `${place}.${value}`)).find((word) => word !== undefined) ?? value;
  }
  if (Array.isArray(value)) return value.map((each) => tellValue(field, each, telling)).join(', ');
  return Object.entries(value)
    .map(([name, inner]) => `${fieldIn([], name, t)}: ${tellValue(name, inner, telling)}`)
    .join('; ');
}

const localeOf = (language: Language) => (language === 'id' ? 'id-ID' : 'en-GB');

const momentOf = (value: string, language: Language) =>
  new Intl.DateTimeFormat(localeOf(language), {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: 'Asia/Jakarta',
  }).format(new Date(value));

function said(t: Translate, key: string): string | undefined {
  const sentence = t(key);
  return sentence === key ? undefined : sentence;
}
