import type { Translate } from '../web/languages.js';
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

/** Words for values that are keys: by the field's name. */
const wordsOf: Record<string, string> = {
  status: 'claimStatuses',
  topic: 'topics',
  verdict: 'verdicts',
  kind: 'kinds',
  role: 'roles',
  setAside: 'setAsideReasons',
};

/** A line of the log as the page shows it. */
export function toldLine(line: AuditLine, t: Translate) {
  return {
    seq: line._id,
    at: line.at,
    by: line.by?.name ?? t('audit.nobody'),
    action: line.action,
    sentence: sentenceOf(line.action, t),
    label: line.on.label,
    thing: line.on.id,
    path: pathOf(line),
    changes: toldChanges(line, t),
    reason: line.reason,
  };
}

export type ToldLine = ReturnType<typeof toldLine>;

/** An action in words; its own name where nobody wrote a sentence. */
export function sentenceOf(action: string, t: Translate): string {
  return said(t, `audit.actions.${action}`) ?? action;
}

function toldChanges({ before = {}, after = {} }: AuditLine, t: Translate): ToldChange[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((field) => ({
    field: said(t, `audit.fields.${field}`) ?? field,
    before: tellValue(field, before[field], t),
    after: tellValue(field, after[field], t),
  }));
}

function tellValue(field: string, value: unknown, t: Translate): string {
  if (value === undefined || value === null || value === '') return '';
  if (typeof value === 'boolean') return t(`audit.values.${value ? 'yes' : 'no'}`);
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') {
    const words = wordsOf[field];
    if (!words) return value;
    return said(t, `words.${words}.${value}`) ?? said(t, `words.clarificationStatuses.${value}`) ?? value;
  }
  if (Array.isArray(value)) return value.map((each) => tellValue(field, each, t)).join(', ');
  return Object.entries(value)
    .map(([name, inner]) => `${said(t, `audit.fields.${name}`) ?? name}: ${tellValue(name, inner, t)}`)
    .join('; ');
}

function said(t: Translate, key: string): string | undefined {
  const sentence = t(key);
  return sentence === key ? undefined : sentence;
}
