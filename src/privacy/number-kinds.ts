// Which long number is what. Pure tables and checks, by digits alone; find-private.ts looks at the words around.

/** The provinces' codes of the ministry of home affairs, with which every NIK and KK begins. */
const provinces = new Set(
  '11 12 13 14 15 16 17 18 19 21 31 32 33 34 35 36 51 52 53 61 62 63 64 65 71 72 73 74 75 76 81 82 91 92 93 94 95 96 97'.split(
    ' ',
  ),
);

/** Are these two digits the code of a province? */
export const isProvince = (digits: string): boolean => provinces.has(digits);

/**
 * Could these be the 16 digits of a NIK or a family card (KK)? Province, regency, district, then a date as DDMMYY (a
 * woman's NIK has 40 added to the day), then a serial number.
 */
export function isIdentity(digits: string): boolean {
  if (digits.length !== 16) return false;
  const parts = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)\d\d(\d{4})$/u.exec(digits);
  if (!parts) return false;
  const [province = '', regency, district, day, month, serial] = parts.slice(1);
  const date = Number(day) > 40 ? Number(day) - 40 : Number(day);
  return (
    provinces.has(province) &&
    regency !== '00' &&
    district !== '00' &&
    date >= 1 &&
    date <= 31 &&
    Number(month) >= 1 &&
    Number(month) <= 12 &&
    serial !== '0000'
  );
}

/** Visa, Mastercard, American Express, Diners, JCB, Discover, UnionPay and the debit cards of GPN, by their lengths. */
const cardPattern =
  /^(?:4\d{12}(?:\d{3}){0,2}|5\d{15}|2[2-7]\d{14}|3[47]\d{13}|3[068]\d{12}|35\d{14}|6\d{15,18}|1946\d{12})$/u;

/** Could these be the digits of a payment card? Its prefix and length, and its check digit by Luhn's formula. */
export function isCard(digits: string): boolean {
  return digits.length >= 13 && cardPattern.test(digits) && passesLuhn(digits);
}

/** ISO/IEC 7812-1: every second digit from the right but one is doubled, its digits added; the sum divides by ten. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const value = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? value * 2 : value;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** A mobile number's digits from the 8 on, as Indonesia's operators give them. */
const mobile = /^8[1-9]\d{7,10}$/u;
/** The same for a landline: area code without its nought, and five to eight digits. */
const landline = /^(?:2[1-9]|[3-79]\d{2})\d{5,8}$/u;

/** What a phone number dials after the country or the trunk prefix; undefined when it has neither. */
function nationalPart(digits: string): string | undefined {
  return /^(?:0062|62)0?(\d+)$/u.exec(digits)?.[1] ?? /^0(\d+)$/u.exec(digits)?.[1];
}

/** Is this a mobile number with its prefix: 08…, 62 8…? */
export function isMobile(digits: string): boolean {
  const national = nationalPart(digits);
  return national !== undefined && mobile.test(national);
}

/** Is this a mobile number whose prefix was left off: 812…? Only words around it can tell. */
export function isBareMobile(digits: string): boolean {
  return mobile.test(digits);
}

/** Is this a landline with its area code: 021…, 62 21…? */
export function isLandline(digits: string): boolean {
  const national = nationalPart(digits);
  return national !== undefined && landline.test(national) && digits.length >= 9 && digits.length <= 13;
}

/** Numbers that anybody may call and that belong to nobody: 0800, 0804, 0807 (free or at local cost). */
export function isPublicLine(digits: string): boolean {
  return /^(?:0|62)80[047]\d{4,8}$/u.test(digits);
}
