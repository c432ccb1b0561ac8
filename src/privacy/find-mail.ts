import type { PrivateThing } from './private-thing.js';

const mail =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+(?: {0,4}@ {0,4}|%40)[\p{L}\p{N}-]+(?:(?:\.| \. ?|,(?=(?:com|co|net|org|id|go|ac|example)(?!\p{L})))[\p{L}\p{N}-]+)*(?:\.| \. ?|,(?=(?:com|net|org|id|example)(?!\p{L})))\p{L}{2,24}(?![\p{L}\p{N}])/gu;
/** "nama [at] gmail dot com", "nama(at)gmail.com", "nama[a]gmail.com", "nama at gmail titik com". */
const hiddenMail =
  /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+(?:(?:\s?[[({<]\s?(?:at|et|@)\s?[\])}>]\s?|[[({<]a[\])}>])[\p{L}\p{N}-]+(?:(?:\.|\s?[[({<]\s?(?:dot|titik|\.)\s?[\])}>]\s?|\s(?:dot|titik)\s)[\p{L}\p{N}-]+)+|\s(?:at|et)\s[\p{L}\p{N}-]+(?:\s?[[({<]?\s?(?:dot|titik)\s?[\])}>]?\s?[\p{L}\p{N}-]+)+)/giu;
const mayHide = /[[({<]\s?(?:at|et|a|@)\s?[\])}>]|\s(?:at|et)\s/iu;

/** E-mail addresses in a plain text, in reading order. */
export function findMail(plain: string): PrivateThing[] {
  const matches = [
    ...(plain.includes('@') || plain.includes('%40') ? plain.matchAll(mail) : []),
    ...(mayHide.test(plain) ? plain.matchAll(hiddenMail) : []),
  ].sort((one, other) => one.index - other.index);
  const found: PrivateThing[] = [];
  for (const { index: start, 0: value } of matches) {
    if (start < (found.at(-1)?.end ?? 0)) continue;
    found.push({ kind: 'email', start, end: start + value.length, value });
  }
  return found;
}
