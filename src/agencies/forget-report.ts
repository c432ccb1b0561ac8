import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { maskPrivate } from '../privacy/mask-private.js';
import type { Report } from '../reports/report.model.js';
import { quoteOf } from './ask-offer.js';
import type { StatementRequest } from './statement-request.model.js';

type Shown = Pick<StatementRequest, '_id' | 'quotes' | 'links' | 'pictures' | 'erased'>;

/**
 * Takes out of the questions to agencies what they quote of a report that is erased: its wording, its links, its
 * pictures. How much is gone stays visible there. Safe to repeat.
 *
 * @param claims those that the report is or was in.
 */
export async function forgetInRequests(
  context: Context,
  report: Pick<Report, 'text' | 'urls' | 'pictures'>,
  claims: readonly Types.ObjectId[],
): Promise<void> {
  const { StatementRequest } = context.models;
  const quote = report.text === '' ? undefined : quoteOf(report.text);
  const links = new Set(report.urls.flatMap((url) => [url, maskPrivate(url)]));
  const files = new Set(report.pictures.map(({ file }) => String(file)));
  for (const claim of claims) {
    const requests = await StatementRequest.find({ claim })
      .sort({ askedAt: 1, _id: 1 })
      .select('quotes links pictures erased')
      .lean<Shown[]>();
    for (const request of requests) {
      const left = {
        quotes: request.quotes.filter((text) => text !== quote),
        links: request.links.filter((link) => !links.has(link)),
        pictures: request.pictures.filter(({ file }) => !files.has(String(file))),
      };
      const count = (shown: Pick<Shown, 'quotes' | 'links' | 'pictures'>) =>
        shown.quotes.length + shown.links.length + shown.pictures.length;
      const gone = count(request) - count(left);
      if (gone === 0) continue;
      const erased = (request.erased ?? 0) + gone;
      await StatementRequest.updateOne({ _id: request._id }, { $set: { ...left, erased } });
    }
  }
}
