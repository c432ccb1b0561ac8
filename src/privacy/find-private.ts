import { readGroups, takenIn, type Group, type Taken } from './digit-groups.js';
import { findMail } from './find-mail.js';
import {
  isBareMobile,
  isCard,
  isIdentity,
  isLandline,
  isMobile,
  isProvince,
  isPublicLine,
} from './number-kinds.js';
import type { PrivateKind, PrivateThing } from './private-thing.js';
import { readPlain } from './plain-text.js';
import { findSplit } from './split-numbers.js';

const ticket = /(?<![\p{L}\p{N}])SRG-[\dA-Z]{4}-[\dA-Z]{4}(?![\p{L}\p{N}]|[-. ]{1,3}\d{3})/giu;
/** 12-03-2026, 2026/3/12; a phone number may hang on it. */
const date =
  /(?<!\d|\d[-/.])(?:\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2})(?:(?![-/.]?\d)|(?=[-/.](?:62|0)8))/gu;
/** Digits, perhaps in groups; a line's end is the end of a number. */
const digitRun = /\d+(?:[ \t.()\-_*/•·~+]{1,4}\d+)*/gu;

const phoneWords =
  /(?:^|[^\p{L}])(?:wa|w\.a|whatsapp|whats app|wasap|hp|handphone|hape|telp|tlp|telpon|telepon|phone|tel|ponsel|kontak|contact|hub|hubungi|call|sms|nomor|nomer|no|dana|ovo|gopay|shopeepay|linkaja)[\s.:=/-]*(?:nya|saya|aktif|ini|di|ke)?[\s.:=/(+-]*$/iu;
const accountWords =
  /(?<![\p{L}])(?:no\.?\s?rek|norek|rek|rekening|transfer|trf|tf|setor|kirim ke|bca|bri|bni|btn|bsi|bjb|bank|mandiri|cimb|niaga|danamon|permata|panin|ocbc|jago|seabank|muamalat|maybank|atm|a\.n|an\.|a\/n|atas nama|virtual account|va|briva|account|acc)(?![\p{L}])/iu;
const cardWords =
  /(?<![\p{L}])(?:kartu kredit|kartu debit|no\.? kartu|nomor kartu|credit card|debit card|kartu atm|cc)(?![\p{L}])/iu;
const identityWords =
  /(?<![\p{L}])(?:nik|ktp|kk|kartu keluarga|e-?ktp|paspor|npwp|nip|bpjs|kis)(?![\p{L}])/iu;
const currencyBefore = /(?:rp|idr|usd|us\$|\$|€|£|rm|sgd)\.?\s*$/iu;
const quantityAfter =
  /^(?:,\d\d?|,-|\.-)?\s?(?:%|rupiah|rupee|dol+ars?|usd|idr|ribu|rb|juta|jt|mil+iar|milyar|tril+iun|trilyun|orang|jiwa|penduduk|warga|suara|dosis|unit|buah|kali|kg|gram|ton|km|meter|liter|barel|ha|hektare?|views?|people|million|billion|thousand)(?![\p{L}])/iu;
const thousands = /^[1-9]\d{0,2}(?:\.\d{3})+$/u;
const linkBegins = /https?:\/\/|www\.|[\p{L}\p{N}]\.\p{L}{2,}\//iu;
const identityInLink = /[?&#](?:no_?)?(?:nik|ktp|kk|nokk|npwp)=$/iu;
const accountInLink = /[?&#](?:no_?)?(?:rek|rekening|account|acc|va)=$/iu;
const lookAround = 40;

/** Texts that one page masks again and again; short ones are read faster than looked up. */
const remembered = new Map<string, readonly PrivateThing[]>();
const mostRemembered = 50;
const shortText = 200;

/** Everything private in a text, in reading order; nothing overlaps. Pure, and linear in the text's length. */
export function findPrivate(text: string): readonly PrivateThing[] {
  if (!/[\p{N}@＠﹫]|\b(?:at|et)\b|[[({<]a[\])}>]/iu.test(text)) return [];
  if (text.length < shortText) return search(text);
  const known = remembered.get(text);
  if (known) return known;
  const found = search(text);
  if (remembered.size >= mostRemembered) {
    for (const oldest of remembered.keys()) {
      remembered.delete(oldest);
      break;
    }
  }
  remembered.set(text, found);
  return found;
}

function search(text: string): PrivateThing[] {
  const { plain, at } = readPlain(text);
  const found = findMail(plain);
  const taken = takenIn(plain.length);
  for (const span of found) taken.add(span);
  for (const known of [ticket, date]) {
    for (const { index, 0: written } of plain.matchAll(known)) {
      taken.add({ start: index, end: index + written.length });
    }
  }
  for (const { index, 0: written } of plain.matchAll(digitRun)) {
    if (written.length < 9) continue;
    for (const thing of numbersIn(plain, { start: index, end: index + written.length }, taken)) {
      taken.add(thing);
      found.push(thing);
    }
  }
  return [...found, ...findSplit(plain, taken)]
    .sort((one, other) => one.start - other.start)
    .map(({ kind, start, end, value }) => ({ kind, value, start: at(start), end: at(end) }));
}

interface Run {
  start: number;
  end: number;
}

function numbersIn(plain: string, run: Run, taken: Taken): PrivateThing[] {
  const free = readGroups(plain.slice(run.start, run.end), run.start).filter(
    ({ start, end }) => !taken.has(start) && !taken.has(end - 1),
  );
  const found: PrivateThing[] = [];
  let place = 0;
  while (place < free.length) {
    const number = numberAt(plain, run, free, place);
    if (number.kind) {
      const { kind, last, digits } = number;
      const first = free[place] as Group;
      found.push({ kind, start: startOf(plain, first.start), end: (free[last] as Group).end, value: digits });
    }
    place = number.last + 1;
  }
  return found;
}

/** The plus and the bracket belong to the number. */
function startOf(plain: string, start: number): number {
  const before = /(?:\(\+?|\+)$/u.exec(plain.slice(Math.max(0, start - 2), start));
  return start - (before?.[0].length ?? 0);
}

/** More groups than digits of the longest number there are none. */
const mostGroups = 19;
const mostDigits = 19;

/**
 * The number that begins at a group: the first group alone when it is one, else the longest that some groups make
 * together. `last` is the group at which it, or what is none, ends.
 */
function numberAt(
  plain: string,
  run: Run,
  groups: readonly Group[],
  first: number,
): { kind?: PrivateKind; last: number; digits: string } {
  const begin = groups[first] as Group;
  let digits = '';
  let before: Before | undefined;
  const inside = isInside(run, begin.start);
  const may = inside ? mayBegin(plain, groups, first) : undefined;
  if (inside && !may) return { last: first, digits };
  let best: { kind: PrivateKind; last: number; digits: string } | undefined;
  for (let last = first; last < Math.min(groups.length, first + mostGroups); last += 1) {
    const group = groups[last] as Group;
    // What is a number already goes on only as it began, or tightly.
    if (best && !goesOn(plain, groups, first, last)) break;
    digits += group.digits;
    if (digits.length > mostDigits) break;
    if (digits.length < 9) continue;
    if (may && !may(digits)) continue;
    if (isPublicLine(digits)) {
      const next = groups.findIndex(
        (other, at) => at > first && at <= last && /^(?:0|62)8[1-9]/u.test(other.digits),
      );
      return { last: next > 0 ? next - 1 : lastOfLine(groups, first, last), digits };
    }
    before ??= lookBefore(plain, run, begin.start);
    const kind = kindOf(plain, run, before, {
      start: begin.start,
      end: group.end,
      digits,
      groups: last - first + 1,
    });
    if (kind) best = { kind, last, digits };
    if (kind && last === first) break;
  }
  return best ?? { last: first, digits: begin.digits };
}

/** Does the separator before a group stand between earlier groups of the number, too, or is it a dash or a dot? */
function goesOn(plain: string, groups: readonly Group[], first: number, last: number): boolean {
  const before = (at: number) => plain.slice((groups[at - 1] as Group).end, (groups[at] as Group).start);
  const separator = before(last);
  if (separator === '-' || separator === '.') return true;
  for (let at = first + 1; at < last; at += 1) if (before(at) === separator) return true;
  return false;
}

/**
 * For a group far inside a run, where no word says anything: may a number of so many digits begin there? Only its first
 * digits are looked at, so that thousands of groups cost nothing. Undefined: none may.
 */
function mayBegin(
  plain: string,
  groups: readonly Group[],
  first: number,
): ((digits: string) => boolean) | undefined {
  const begin = groups[first] as Group;
  let head = begin.digits;
  for (let at = first + 1; head.length < 4 && at < groups.length; at += 1) head += groups[at]?.digits ?? '';
  if (begin.digits.length >= 3 || plain[begin.start - 1] === '+') return () => true;
  if (/^(?:0(?:8[1-9]|80[047]|[2-79])|62|0062)/u.test(head)) return (digits) => digits.length <= 15;
  const identity = isProvince(head.slice(0, 2));
  const card = /^(?:[2-6]|1946)/u.test(head);
  if (!identity && !card) return undefined;
  return (digits) => (identity && isIdentity(digits)) || (card && isCard(digits));
}

/** 0800-1-500-000 goes on after it is known for what it is. */
function lastOfLine(groups: readonly Group[], first: number, from: number): number {
  let last = from;
  const length = () => groups.slice(first, last + 2).reduce((sum, group) => sum + group.digits.length, 0);
  while (last + 1 < groups.length && length() <= 14) last += 1;
  return last;
}

/** What stands before a number, each thing looked for when it is first asked. */
interface Before {
  text: string;
  inLink: boolean;
  is: (words: RegExp) => boolean;
}

/** Far inside a run there are only digits and what stands between them. */
const isInside = (run: Run, start: number): boolean => start - run.start > lookAround * 2;

function lookBefore(plain: string, run: Run, start: number): Before {
  const { text, inLink } = isInside(run, start) ? { text: '', inLink: false } : lineBefore(plain, start);
  const known = new Map<RegExp, boolean>();
  return {
    text,
    inLink,
    is: (words) => {
      if (text === '') return false;
      const told = known.get(words) ?? words.test(text);
      known.set(words, told);
      return told;
    },
  };
}

const letterEnds = /\p{L}$/u;
const encodedEnds = /%(?:2B|20)$/iu;

function kindOf(
  plain: string,
  run: Run,
  before: Before,
  number: { start: number; end: number; digits: string; groups: number },
): PrivateKind | undefined {
  const { start, end, digits, groups } = number;
  const { inLink } = before;
  const after = run.end - end > lookAround ? '' : lineAfter(plain, end);
  const glued = before.is(letterEnds) && !before.is(encodedEnds);
  const mobile = isMobile(digits);
  if (!mobile && after !== '' && /^\p{L}+\d/u.test(after)) return undefined;
  // No sum begins with a nought.
  if (!digits.startsWith('0') && before.is(currencyBefore)) return undefined;
  if (mobile && !(glued && digits.length < 10)) return 'phone';
  const written = plain.slice(start, end);
  if (thousands.test(written) || (after !== '' && quantityAfter.test(after))) return undefined;
  if (inLink && digits.length >= 10 && digits.length <= 18) {
    if (before.is(identityInLink)) return 'identity';
    if (before.is(accountInLink)) return 'account';
  }
  if (digits.length === 16 && !inLink) {
    if (before.is(cardWords)) return 'card';
    if (before.is(identityWords) || (isIdentity(digits) && !before.is(accountWords))) return 'identity';
  }
  if (!inLink && isCard(digits) && !before.is(accountWords)) return 'card';
  // In an address only what is plainly a phone number is one: posts and pictures have long numbers there.
  if (inLink) return undefined;
  const near = after.slice(0, 25);
  const isAccount = before.is(accountWords) || (near !== '' && accountWords.test(near));
  if (digits.length <= 16 && digits.length >= 10 && isAccount) return 'account';
  if (digits.length >= 10 && before.is(identityWords)) return 'identity';
  if (isLandline(digits) && !glued) return 'phone';
  if (digits.length <= 15 && plain[start - 1] === '+') return 'phone';
  if (isBareMobile(digits) && before.is(phoneWords)) return 'phone';
  if (groups === 1 && digits.length <= 13 && before.is(phoneWords)) return 'phone';
  if (glued || (after !== '' && /^\p{L}/u.test(after))) return undefined;
  return isLoose(written, digits) ? 'number' : undefined;
}

/** Long and in one piece, or in three pieces and more held together by dashes or dots, as no sum or date is written. */
function isLoose(written: string, digits: string): boolean {
  if (written === digits) return digits.length >= 10;
  const parts = written.split(/[-.]/u);
  return (
    digits.length >= 9 &&
    parts.length >= 3 &&
    parts.every((part, place) => /^\d+$/u.test(part) && (part.length >= 3 || place === parts.length - 1)) &&
    !parts.some((part) => /00$|^(?:19|20)\d\d$/u.test(part))
  );
}

function lineBefore(plain: string, start: number): { text: string; inLink: boolean } {
  const before = plain.slice(Math.max(0, start - lookAround * 2), start);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const inLink = linkBegins.test(/\S*$/u.exec(line.replace(/.*\s/su, ''))?.[0] ?? '');
  return { text: inLink ? line : line.slice(-lookAround), inLink };
}

function lineAfter(plain: string, end: number): string {
  const after = plain.slice(end, end + lookAround);
  const newline = after.indexOf('\n');
  return newline < 0 ? after : after.slice(0, newline);
}
