/** Stands where something private stood. */
export const mask = '•••';

const mail = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
// A number as phones, identity cards and accounts have them: digits, perhaps in groups.
const digitRun = /(?<![\p{L}\p{N}])(?:\+|\(\+?)?\d(?:[\d().\s-]*\d)?(?![\p{L}\p{N}])/gu;
/** Fewer digits than the shortest Indonesian mobile number. */
const fewestDigits = 9;
const thousands = /^\d{1,3}(?:\.\d{3})+$/u;
const currency = /(?:rp|idr|usd|\$)\.?\s*$/iu;

/**
 * Hides e-mail addresses and long numbers (phones, identity cards, bank accounts) in a text that becomes public.
 * Sums of money and dates stay.
 */
export function maskPrivate(text: string): string {
  return text.replaceAll(mail, mask).replaceAll(digitRun, (run, at: number) => {
    const digits = run.replaceAll(/\D/gu, '');
    if (digits.length < fewestDigits) return run;
    if (thousands.test(run.trim()) || currency.test(text.slice(0, at))) return run;
    return mask;
  });
}
