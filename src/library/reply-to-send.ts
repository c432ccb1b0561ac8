import type { Verdict } from '../claims/claim.model.js';
import type { Translate } from '../web/languages.js';
import { shareLinks, type ShareLink } from './share-links.js';

/** An answer as a reader passes it on to the group that the message came from. */
export interface Reply {
  /** Ready to send: the verdict, the answer in a sentence, the link. */
  text: string;
  /** The same without the link, for sheets that add it themselves. */
  said: string;
  url: string;
  links: ShareLink[];
}

/** @param answer its `url` is absolute. */
export function replyToSend(
  answer: { verdict: Verdict; title: string; summary: string; url: string },
  t: Translate,
): Reply {
  const { title, summary, url } = answer;
  const verdict = t(`words.verdicts.${answer.verdict}`);
  const said = t('library.reply.said', { verdict: verdict.toLocaleUpperCase('id'), summary });
  const text = `${said}\n${t('library.reply.read', { url })}`;
  const short = t('library.share.text', { verdict, title });
  return { text, said, url, links: shareLinks(url, short, t, { text, said }) };
}
