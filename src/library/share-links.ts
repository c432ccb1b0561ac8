import type { Translate } from '../web/languages.js';

export interface ShareLink {
  /** Also the name of its icon. */
  name: 'whatsapp' | 'telegram' | 'x' | 'facebook';
  label: string;
  href: string;
}

const query = (fields: Record<string, string>) =>
  // A plus sign is a space to some of them and a plus sign to others.
  new URLSearchParams(fields).toString().replaceAll('+', '%20');

/**
 * Plain links that open each network's own "share" page: nothing of theirs is loaded here.
 * @param text what is said beside the link. @param url absolute.
 * @param longer for messengers, which have more room: `text` with the link in it, `said` without.
 */
export function shareLinks(
  url: string,
  text: string,
  t: Translate,
  longer = { text: `${text}\n${url}`, said: text },
): ShareLink[] {
  const hrefs: Record<ShareLink['name'], string> = {
    whatsapp: `https://wa.me/?${query({ text: longer.text })}`,
    telegram: `https://t.me/share/url?${query({ url, text: longer.said })}`,
    x: `https://twitter.com/intent/tweet?${query({ text, url })}`,
    facebook: `https://www.facebook.com/sharer/sharer.php?${query({ u: url })}`,
  };
  return Object.entries(hrefs).map(([name, href]) => ({
    name: name as ShareLink['name'],
    label: t(`site.share.${name}`),
    href,
  }));
}
