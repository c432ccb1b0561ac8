import type { Translate } from '../web/languages.js';

type Unit = 'minutes' | 'hours' | 'days';

/** A stretch of time in its largest whole unit; under a minute it is no minutes. */
export function spanOf(from: Date, to: Date): { unit: Unit; count: number } {
  const minutes = Math.max(0, Math.floor((to.getTime() - from.getTime()) / 60_000));
  if (minutes < 60) return { unit: 'minutes', count: minutes };
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? { unit: 'hours', count: hours } : { unit: 'days', count: Math.floor(hours / 24) };
}

/** "9 jam". */
export function tellSpan(from: Date, to: Date, t: Translate): string {
  const { unit, count } = spanOf(from, to);
  return t(`desk.span.${unit}`, { count });
}

/** "2 menit lalu", "baru saja". */
export function tellAgo(at: Date, now: Date, t: Translate): string {
  const { unit, count } = spanOf(at, now);
  return unit === 'minutes' && count === 0 ? t('desk.ago.now') : t(`desk.ago.${unit}`, { count });
}
