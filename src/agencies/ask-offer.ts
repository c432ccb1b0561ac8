import type { Types } from 'mongoose';
import { maskPrivate } from '../privacy/mask-private.js';
import type { Context } from '../context.js';
import type { Report } from '../reports/report.model.js';
import type { RequestPicture } from './statement-request.model.js';

/** The newest reports of a claim: what an asker may choose from. */
const looked = 100;
const mostOffered = 10;
/** A longer wording is cut where it is quoted. */
const longestQuote = 2000;

export interface Offer {
  /** Wordings, each once, masked. */
  quotes: { report: string; text: string }[];
  links: string[];
  pictures: RequestPicture[];
}

type Read = Pick<Report, '_id' | 'text' | 'urls' | 'pictures' | 'fingerprint'>;

/**
 * What of a claim's reports can be shown to an agency, if the asker so chooses: wordings with everything private
 * masked in them and in the links, pictures. Nothing of who sent them, where and when.
 */
export async function offerOf(context: Context, claim: Types.ObjectId): Promise<Offer> {
  const reports = await newest(context, claim);
  const wordings = new Map<string, { report: string; text: string }>();
  for (const { _id, text, fingerprint } of reports) {
    const key = fingerprint || text;
    if (text && !wordings.has(key)) wordings.set(key, { report: String(_id), text: quoteOf(text) });
  }
  const pictures = new Map(
    reports
      .flatMap((report) => report.pictures)
      .map((picture) => [
        picture.sha256,
        {
          file: picture.file,
          thumbnail: picture.thumbnail,
          width: picture.width,
          height: picture.height,
        },
      ]),
  );
  return {
    quotes: [...wordings.values()].slice(0, mostOffered),
    links: [...new Set(reports.flatMap(({ urls }) => urls.map((url) => maskPrivate(url))))].slice(
      0,
      mostOffered,
    ),
    pictures: [...pictures.values()].slice(0, mostOffered),
  };
}

function newest(context: Context, claim: Types.ObjectId): Promise<Read[]> {
  return context.models.Report.find({ claim })
    .sort({ createdAt: -1, _id: -1 })
    .limit(looked)
    .select('text urls pictures fingerprint')
    .lean<Read[]>();
}

/** A report's text as it is quoted to an agency. */
export function quoteOf(text: string): string {
  const masked = maskPrivate(text);
  return masked.length > longestQuote ? `${masked.slice(0, longestQuote).trimEnd()}…` : masked;
}
