import type { Language, Translate } from '../web/languages.js';
import type { AuditLine } from './audit.model.js';

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
      const claim = things.find((thing) => thing !== on.id && /^[0-9a-f]{24}$/.test(thing));
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
};

const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** A line of the log as the page shows it. */
export function toldLine(line: AuditLine, t: Translate, language: Language) {
  const { by, on } = line;
  // Who does something to their own account is named once.
  const own = on.kind === 'person' && by !== undefined && String(by.person) === on.id;
  return {
    seq: line._id,
    at: line.at,
    by: by?.name ?? t('audit.nobody'),
    action: line.action,
    sentence: sentenceOf(line.action, t),
    label: own ? undefined : on.label,
    thing: on.id,
    path: pathOf(line),
    changes: toldChanges(line, t, language),
    reason: line.reason,
  };
}

export type ToldLine = ReturnType<typeof toldLine>;

/** An action in words; its own name where nobody wrote a sentence. */
export function sentenceOf(action: string, t: Translate): string {
  return said(t, `audit.actions.${action}`) ?? action;
}

function toldChanges({ before = {}, after = {} }: AuditLine, t: Translate, language: Language): ToldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((field) => ({
    field: said(t, `audit.fields.${field}`) ?? field,
    before: tellValue(field, before[field], t, language),
    after: tellValue(field, after[field], t, language),
  }));
}

function tellValue(field: string, value: unknown, t: Translate, language: Language): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'boolean') return t(`audit.values.${value ? 'yes' : 'no'}`);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    if (isMoment.test(value)) return momentOf(value, language);
    const words = (Object.hasOwn(wordsOf, field) && wordsOf[field]) || [];
    return words.map((place) => said(t, `${place}.${value}`)).find((word) => word !== undefined) ?? value;
  }
  if (Array.isArray(value)) return value.map((each) => tellValue(field, each, t, language)).join(', ');
  return Object.entries(value)
    .map(
      ([name, inner]) => `${said(t, `audit.fields.${name}`) ?? name}: ${tellValue(name, inner, t, language)}`,
    )
    .join('; ');
}

const momentOf = (value: string, language: Language) =>
  new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
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
