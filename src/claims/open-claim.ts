import { randomInt } from 'node:crypto';
import slugify from '@sindresorhus/slugify';
import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { longestExample } from './choose-examples.js';
import type { Claim } from './claim.model.js';
import { statementOf, statementOfLink } from './statement-of.js';

export interface NewClaim {
  text: string;
  urls: readonly string[];
  /** When its first report came. */
  at: Date;
}

const longestSlug = 60;
const slugEnd = 5;
const letters = '0123456789abcdefghjkmnpqrstvwxyz';

/** Opens a claim for a message that repeats no known one. It has no report yet: `tallyClaim` counts them. */
export async function openClaim(context: Context, { text, urls, at }: NewClaim): Promise<Claim> {
  const statement = statementOf(text) || (urls[0] && statementOfLink(urls[0])) || withoutWords(at);
  const claim: Claim = {
    _id: new Types.ObjectId(),
    slug: slugOf(statement),
    statement,
    examples: text.trim() === '' ? [] : [text.slice(0, longestExample).trim()],
    status: 'open',
    topic: 'other',
    reportCount: 0,
    reportsLastDay: 0,
    firstReportedAt: at,
    lastReportedAt: at,
    regions: [],
    channels: [],
    priority: 0,
    notes: [],
    activity: [{ at, action: 'opened' }],
    version: 0,
    createdAt: at,
    updatedAt: context.clock.now(),
  };
  await context.models.Claim.create(claim);
  return claim;
}

/** A readable address: words of the statement, and five random letters so that no two claims share it. */
function slugOf(statement: string): string {
  const words = slugify(statement, { decamelize: false })
    .slice(0, longestSlug)
    .replace(/-[^-]*$/u, (end, at: number) =>
      at > longestSlug / 2 && statement.length > longestSlug ? '' : end,
    );
  const end = Array.from({ length: slugEnd }, () => letters.charAt(randomInt(letters.length))).join('');
  return [words.replaceAll(/^-+|-+$/gu, ''), end].filter(Boolean).join('-');
}

const dates = new Intl.DateTimeFormat('id-ID', { dateStyle: 'long', timeZone: 'Asia/Jakarta' });

// A statement is data in the newsroom's language, like those that come from messages; a verifier words it later.
export const withoutWords = (at: Date) => `Gambar yang dilaporkan pada ${dates.format(at)}`;
