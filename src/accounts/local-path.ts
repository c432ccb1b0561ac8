/**
 * A path of this site that an address may lead back to after signing in, or the fallback. Everything that a browser
 * could read as another site (`//evil`, `/\evil`, schemes, control characters) gives the fallback.
 */
export function localPath(given: unknown, fallback: string): string {
  if (typeof given !== 'string' || given.length > 2000) return fallback;
  if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(given)) return fallback;
  if (!URL.canParse(given, 'http://here.invalid')) return fallback;
  const url = new URL(given, 'http://here.invalid');
  if (url.origin !== 'http://here.invalid') return fallback;
  const path = `${url.pathname}${url.search}${url.hash}`;
  // `/a/..//evil` is tidied into `//evil`.
  return path.startsWith('//') ? fallback : path;
}
