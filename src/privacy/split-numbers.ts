import type { PrivateThing } from './private-thing.js';
import { isCard, isIdentity, isMobile } from './number-kinds.js';
import { readGroups, type Group, type Taken } from './digit-groups.js';

/**
 * Whatever somebody may put between digits so that no machine sees the number: commas, bars, emoji, ends of lines.
 * What is joined so is only hidden when its digits alone say what it is.
 */
const wideRun = /(?<!\d)\d+(?:[\s.()\-_*/•·・~+,:|=#;&\\'"!?^<>[\]{}\p{Extended_Pictographic}]{1,12}\d+)+/gu;
/** What the ordinary reading does not take as joining digits. */
const unusual = /[^\d \t.()\-_*/•·~+]|[ \t.()\-_*/•·~+]{5}/u;
const thousands = /^[1-9]\d{0,2}(?:,\d{3})+$/u;
const accountBefore =
  /(?<!\p{L})(?:no\.?\s?rek|norek|rek|rekening|bca|bri|bni|btn|bsi|mandiri|cimb|va|virtual account)[\s.:=]*$/iu;
const identityBefore = /(?<!\p{L})(?:nik|ktp|kk|kartu keluarga)[\s.:=]*$/iu;
const longest = 16;

/** Numbers whose digits stand apart in unusual ways; `taken` is left alone. Linear. */
export function findSplit(plain: string, taken: Taken): PrivateThing[] {
  const found: PrivateThing[] = [];
  for (const { index, 0: written } of plain.matchAll(wideRun)) {
    if (written.length < 12 || !unusual.test(written)) continue;
    const groups = readGroups(written, index);
    // Words can stand only before the first of them.
    const before = plain.slice(Math.max(0, index - 24), index);
    const named = accountBefore.test(before)
      ? 'account'
      : identityBefore.test(before)
        ? 'identity'
        : undefined;
    let place = 0;
    while (place < groups.length) {
      const number = splitAt(plain, groups, place, { taken, named: place === 0 ? named : undefined });
      if (number) found.push(number.thing);
      place = (number?.last ?? place) + 1;
    }
  }
  return found;
}

type Named = 'account' | 'identity' | undefined;

function splitAt(
  plain: string,
  groups: readonly Group[],
  first: number,
  { taken, named }: { taken: Taken; named: Named },
): { thing: PrivateThing; last: number } | undefined {
  const begin = groups[first];
  const second = groups[first + 1];
  if (!begin || !second || taken.has(begin.start)) return undefined;
  const single = begin.digits.length === 1 && /^[0-6]/u.test(begin.digits);
  // "08:15, 09:30" and "08, 15, 22" are times and days: a phone number shows its prefix in its first piece.
  const prefixed =
    /^(?:08[1-9]\d|628[1-9])/u.test(begin.digits) ||
    ((begin.digits === '0' || begin.digits === '62') &&
      /^8[1-9]\d/u.test(second.digits) &&
      second.start === begin.end + 1);
  const quartered = begin.digits.length === 4 || begin.digits.length === 6;
  if (!single && !prefixed && !quartered && !named) return undefined;
  const dialled = single && /^[06]/u.test(begin.digits);
  let digits = '';
  // Of single digits only those that are all joined alike are one number.
  let singles = single;
  let best: { thing: PrivateThing; last: number } | undefined;
  for (let last = first; last < Math.min(groups.length, first + longest); last += 1) {
    const group = groups[last];
    if (!group || taken.has(group.start)) break;
    if ((best || singles) && last > first + 1 && !goesOn(plain, groups, first, last)) break;
    digits += group.digits;
    singles &&= group.digits.length === 1;
    if (digits.length > longest) break;
    const mayEnd = digits.length === 16 || (digits.length >= 10 && (prefixed || dialled || named));
    if (!mayEnd || last === first) continue;
    const kind = kindOf(plain, groups.slice(first, last + 1), { digits, singles, prefixed, named });
    if (kind) best = { thing: { kind, start: begin.start, end: group.end, value: digits }, last };
    else if (single && !singles && !prefixed) break;
  }
  return best;
}

/** Does the separator before a group stand between the first two as well? */
function goesOn(plain: string, groups: readonly Group[], first: number, last: number): boolean {
  const before = (at: number) => plain.slice(groups[at - 1]?.end, groups[at]?.start);
  return before(last) === before(first + 1);
}

function kindOf(
  plain: string,
  groups: readonly Group[],
  asked: { digits: string; singles: boolean; prefixed: boolean; named: Named },
): PrivateThing['kind'] | undefined {
  const { digits, singles, prefixed, named } = asked;
  if ((singles || prefixed) && isMobile(digits)) return 'phone';
  if (digits.length === 16) {
    const lengths = singles ? '' : groups.map((group) => group.digits.length).join('-');
    if (singles || lengths === '4-4-4-4' || lengths === '6-6-4') {
      if (isIdentity(digits) || named === 'identity') return 'identity';
      if (isCard(digits)) return 'card';
    }
  }
  if (named !== 'account' || (groups[0]?.digits.length ?? 0) < 3) return undefined;
  const written = plain.slice(groups[0]?.start, groups.at(-1)?.end);
  if (/\s/u.test(written) || thousands.test(written)) return undefined;
  return groups.every((group) => /^(?:19|20)\d\d$/u.test(group.digits)) ? undefined : 'account';
}
