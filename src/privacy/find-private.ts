import { isBareMobile, isCard, isIdentity, isLandline, isMobile, isPublicLine } from './number-kinds.js';
import { readPlain } from './plain-text.js';

/**
 * What is hidden: phone numbers, identity numbers (NIK, KK), bank accounts, payment cards, e-mail addresses; `number` is
 * a number that is as long and written like one of those and that no word names.
 */
export const privateKinds = ['phone', 'identity', 'account', 'card', 'email', 'number'] as const;
export type PrivateKind = (typeof privateKinds)[number];

/** Something private in a text, by its place there. */
export interface PrivateThing {
  kind: PrivateKind;
  start: number;
  end: number;
  /** Its digits, or the address, as they are meant. */
  value: string;
}

const mail =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+ ?@ ?[\p{L}\p{N}-]+(?:(?:\.| \. ?)[\p{L}\p{N}-]+)*(?:\.| \. ?)\p{L}{2,24}(?![\p{L}\p{N}])/gu;
/** "nama [at] gmail dot com", "nama(at)gmail.com", "nama at gmail titik com". */
const hiddenMail =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+(?:\s?[[({<]\s?(?:at|et|@)\s?[\])}>]\s?[\p{L}\p{N}-]+(?:(?:\.|\s?[[({<]\s?(?:dot|titik|\.)\s?[\])}>]\s?|\s(?:dot|titik)\s)[\p{L}\p{N}-]+)+|\s(?:at|et)\s[\p{L}\p{N}-]+(?:\s?[[({<]?\s?(?:dot|titik)\s?[\])}>]?\s?[\p{L}\p{N}-]+)+)/giu;

const ticket = /(?<![\p{L}\p{N}])SRG-[\dA-Z]{4}-[\dA-Z]{4}(?![\p{L}\p{N}])/giu;
/** 12-03-2026, 2026/3/12. */
const date =
  /(?<!\d|\d[-/.])(?:\d{1,2}([-/.])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([-/.])\d{1,2}\2\d{1,2})(?![-/.]?\d)/gu;
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
const withinLink = /(?:https?:\/\/|www\.|[\p{L}\p{N}-]+\.[\p{L}]{2,}\/)\S*$/iu;
const lookAround = 40;

interface Group {
  start: number;
  end: number;
  digits: string;
}

/** Everything private in a text, in reading order; nothing overlaps. Pure, and linear in the text's length. */
export function findPrivate(text: string): PrivateThing[] {
  if (!/[\p{Nd}@＠﹫]|\b(?:at|et)\b/iu.test(text)) return [];
  const { plain, at } = readPlain(text);
  const found = [...findMail(plain)];
  const taken = [...found, ...[ticket, date].flatMap((known) => [...plain.matchAll(known)].map(spanOf))];
  for (const run of plain.matchAll(digitRun)) found.push(...numbersIn(plain, run, taken));
  return found
    .sort((one, other) => one.start - other.start)
    .map(({ kind, start, end, value }) => ({ kind, value, start: at(start), end: at(end) }));
}

const spanOf = (match: RegExpMatchArray) => ({
  start: match.index ?? 0,
  end: (match.index ?? 0) + match[0].length,
});

function findMail(plain: string): PrivateThing[] {
  const found: PrivateThing[] = [];
  for (const match of [...plain.matchAll(mail), ...plain.matchAll(hiddenMail)]) {
    const span = spanOf(match);
    if (found.some((other) => span.start < other.end && other.start < span.end)) continue;
    found.push({ kind: 'email', ...span, value: match[0] });
  }
  return found;
}

function numbersIn(
  plain: string,
  run: RegExpMatchArray,
  taken: readonly { start: number; end: number }[],
): PrivateThing[] {
  const offset = run.index ?? 0;
  const groups: Group[] = [...run[0].matchAll(/\d+/gu)]
    .map((match) => ({ ...spanOf(match), digits: match[0] }))
    .map(({ start, end, digits }) => ({ start: start + offset, end: end + offset, digits }));
  const free = groups.filter(
    ({ start, end }) => !taken.some((other) => start < other.end && other.start < end),
  );
  const found: PrivateThing[] = [];
  let place = 0;
  while (place < free.length) {
    const number = numberAt(plain, free, place);
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
  groups: readonly Group[],
  first: number,
): { kind?: PrivateKind; last: number; digits: string } {
  const begin = groups[first] as Group;
  let digits = '';
  const separators = new Set<string>();
  let best: { kind: PrivateKind; last: number; digits: string } | undefined;
  for (let last = first; last < Math.min(groups.length, first + mostGroups); last += 1) {
    const group = groups[last] as Group;
    const separator = last > first ? plain.slice((groups[last - 1] as Group).end, group.start) : '';
    // What is a number already goes on only as it began, or tightly.
    if (best && !separators.has(separator) && !/^[-.]$/u.test(separator)) break;
    separators.add(separator);
    digits += group.digits;
    if (digits.length > mostDigits) break;
    if (isPublicLine(digits)) return { last: lastOfLine(groups, first, last), digits };
    const kind = kindOf(plain, { start: begin.start, end: group.end, digits, groups: last - first + 1 });
    if (kind) best = { kind, last, digits };
    if (kind && last === first) break;
  }
  return best ?? { last: first, digits: begin.digits };
}

/** 0800-1-500-000 goes on after it is known for what it is. */
function lastOfLine(groups: readonly Group[], first: number, from: number): number {
  let last = from;
  const length = () => groups.slice(first, last + 2).reduce((sum, group) => sum + group.digits.length, 0);
  while (last + 1 < groups.length && length() <= 14) last += 1;
  return last;
}

function kindOf(
  plain: string,
  number: { start: number; end: number; digits: string; groups: number },
): PrivateKind | undefined {
  const { start, end, digits, groups } = number;
  if (digits.length < 9) return undefined;
  const written = plain.slice(start, end);
  const before = lineBefore(plain, start);
  const after = lineAfter(plain, end);
  const glued = /\p{L}$/u.test(before) && !/%(?:2B|20)$/iu.test(before);
  if (/^\p{L}*\d/u.test(after) && /^\p{L}/u.test(after) && !isMobile(digits)) return undefined;
  if (currencyBefore.test(before)) return undefined;
  if (isMobile(digits) && !(glued && digits.length < 10)) return 'phone';
  if (thousands.test(written) || quantityAfter.test(after)) return undefined;
  const named = (words: RegExp) => words.test(before) || words.test(after.slice(0, 25));
  const inLink = withinLink.test(before);
  if (digits.length === 16 && !inLink) {
    if (cardWords.test(before)) return 'card';
    if (identityWords.test(before) || (isIdentity(digits) && !accountWords.test(before))) return 'identity';
  }
  if (!inLink && isCard(digits) && !accountWords.test(before)) return 'card';
  // In an address only what is plainly a phone number is one: posts and pictures have long numbers there.
  if (inLink) return undefined;
  if (digits.length <= 16 && digits.length >= 10 && named(accountWords)) return 'account';
  if (identityWords.test(before) && digits.length >= 10) return 'identity';
  if (isLandline(digits) && !glued) return 'phone';
  if (digits.length <= 15 && /\+$|\(\+$/u.test(before)) return 'phone';
  if (isBareMobile(digits) && phoneWords.test(before)) return 'phone';
  if (phoneWords.test(before) && groups === 1 && digits.length <= 13) return 'phone';
  if (glued || /^\p{L}/u.test(after)) return undefined;
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

function lineBefore(plain: string, start: number): string {
  const before = plain.slice(Math.max(0, start - lookAround * 2), start);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return withinLink.test(line) ? line : line.slice(-lookAround);
}

function lineAfter(plain: string, end: number): string {
  const after = plain.slice(end, end + lookAround);
  const newline = after.indexOf('\n');
  return newline < 0 ? after : after.slice(0, newline);
}
