// In this order: a browser's user agent also names those that it resembles, and Android also says Linux.
const browsers: [string, string][] = [
  ['Edg/', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
];
const systems: [string, string][] = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Macintosh', 'macOS'],
  ['Linux', 'Linux'],
];

/** `Chrome · Android` of a long user agent: enough to tell one's own browsers apart. */
export function browserOf(agent: string): string {
  const named = (names: typeof browsers) => names.find(([token]) => agent.includes(token))?.[1];
  return [named(browsers), named(systems)].filter(Boolean).join(' · ');
}
