import type { Language } from '../languages.js';

const locales: Record<Language, string> = { id: 'id-ID', en: 'en-GB' };
const timeZone = 'Asia/Jakarta';

/** Numbers and moments as charts write them, in the reader's language and in Jakarta's time. */
export interface ChartFormats {
  /** 1.234,5 */
  number: (value: number) => string;
  /** 14.00 */
  hour: (at: Date) => string;
  /** 2 Mar */
  day: (at: Date) => string;
  /** 2 Maret 2026 */
  date: (at: Date) => string;
  /** 2 Maret 2026 pukul 14.00 */
  moment: (at: Date) => string;
}

const made = new Map<Language, ChartFormats>();

/** Made once for each language: making a formatter takes longer than a hundred uses of it. */
export function chartFormats(language: Language): ChartFormats {
  const known = made.get(language);
  if (known) return known;
  const locale = locales[language];
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat(locale, { ...options, timeZone });
    return (at: Date) => formatter.format(at);
  };
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const formats: ChartFormats = {
    number: (value) => numbers.format(value),
    hour: format({ hour: '2-digit', minute: '2-digit' }),
    day: format({ day: 'numeric', month: 'short' }),
    date: format({ day: 'numeric', month: 'long', year: 'numeric' }),
    moment: format({
      day: 'numeric',
      month: 'long',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
    }),
  };
  made.set(language, formats);
  return formats;
}
