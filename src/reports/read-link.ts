/**
 * Reads a link as people paste it; without a scheme it gets `https`.
 * @returns the link as it is kept, or why not: a reason under `errors.fields`.
 */
export function readLink(typed: string): { url: string } | { problem: 'link_scheme' | 'format_url' } {
  if (/\s/u.test(typed)) return { problem: 'format_url' };
  // "contoh.id:8080/berita" begins with a host and a port, "javascript:alert(1)" with a scheme.
  const scheme = /^([a-z][a-z0-9+.-]*):(?!\d+(?:[/?#]|$))/iu.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') return { problem: 'link_scheme' };
  const whole = scheme === undefined ? `https://${typed.replace(/^\/\//u, '')}` : typed;
  if (!/^https?:\/\//iu.test(whole) || !URL.canParse(whole)) return { problem: 'format_url' };
  const url = new URL(whole);
  if (!/\.[^.\d]|^\[|^\d+(?:\.\d+){3}$/u.test(url.hostname)) return { problem: 'format_url' };
  return { url: url.href };
}
