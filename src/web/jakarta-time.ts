/** Jakarta is seven hours ahead of UTC all year round, since 1964. */
const ahead = 7 * 60 * 60 * 1000;

/** What Jakarta's clocks show at a moment: `2026-03-02T14:00:00.000`. */
export const jakartaTime = (at: Date): string => new Date(at.getTime() + ahead).toISOString().slice(0, -1);

/** The day in Jakarta that a moment lies in: `2026-03-02`. */
export const dayInJakarta = (at: Date): string => jakartaTime(at).slice(0, 10);

/** When a day begins in Jakarta; an invalid date for what is no day. */
export const midnightInJakarta = (day: string): Date => new Date(`${day}T00:00:00+07:00`);
