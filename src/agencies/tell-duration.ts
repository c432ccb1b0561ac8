import type { Translate } from '../web/languages.js';

const minute = 60_000;

/** "3 jam 20 menit", "2 hari 4 jam", "12 menit": the two largest units that are not nothing. Under a minute is one. */
export function tellDuration(milliseconds: number, t: Translate): string {
  const minutes = Math.max(1, Math.floor(milliseconds / minute));
  const parts =
    minutes < 24 * 60
      ? [
          { unit: 'hours', count: Math.floor(minutes / 60) },
          { unit: 'minutes', count: minutes % 60 },
        ]
      : [
          { unit: 'days', count: Math.floor(minutes / (24 * 60)) },
          { unit: 'hours', count: Math.floor(minutes / 60) % 24 },
        ];
  return parts
    .filter(({ count }) => count > 0)
    .map(({ unit, count }) => t(`agencies.span.${unit}`, { count }))
    .join(' ');
}

/** A moment as letters name it: "24 November 2026 pukul 13.43 WIB". */
export function tellMoment(at: Date, language: 'id' | 'en' = 'id'): string {
  return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : 'id-ID', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: 'Asia/Jakarta',
  }).format(at);
}
