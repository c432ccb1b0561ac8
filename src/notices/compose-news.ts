import type { Context } from '../context.js';
import { unseal } from '../privacy/seal.js';
import { stopUrl, writeLetter } from './letter.js';
import type { Composed } from './mailer.js';
import { mootness } from './mootness.js';
import type { News } from './notice.model.js';
import { newsOf, oweNews } from './owe-news.js';
import { translatorOf } from './translator.js';

/** The mail that tells a reporter of an article, from what the store says now; or why there is nothing to tell. */
export async function composeNews(context: Context, notice: News): Promise<Composed> {
  const { Clarification, Report } = context.models;
  const report = await Report.findById(notice.report)
    .select('+contact ticket language claim wantsNews')
    .lean();
  const article = await Clarification.findById(notice.clarification)
    .select('slug title summary verdict status answers revisions')
    .lean();
  const moot = mootness(notice, report, article);
  if (moot || !report?.contact || !article) return { moot: moot ?? 'no-address' };
  const { config } = context;
  // The only place where an address is read: to send to it.
  const to = unseal(config, 'contact', report._id, report.contact.sealed);
  if (to === undefined) return { stuck: 'unreadable-address' };
  const edition = notice.edition ?? article.revisions.length;
  return {
    mail: {
      ...writeLetter(notice, article, report, { config, t: translatorOf(report.language) }),
      to,
      stopUrl: stopUrl(config, report),
    },
    set: { edition },
    // An article that changed while the mail was on its way: the change looked for recipients before this one was one.
    async afterwards() {
      const latest = await Clarification.findById(article._id).select('status revisions retraction').lean();
      if (latest && (newsOf(latest)?.edition ?? 0) > edition) await oweNews(context, article._id);
    },
  };
}
