import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { maskPrivate } from '../privacy/mask-private.js';
import type { AuditLine } from './audit.model.js';

/** What things are called by, by their ids. */
export interface Names {
  /** Claims by what they state. */
  claims: ReadonlyMap<string, string>;
  /** Evidence, tasks, articles, agencies and reports: by the beginning of their text, their title, name or ticket. */
  others: ReadonlyMap<string, string>;
}

/** Is this the id of a document? */
export const isId = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{24}$/.test(value);

/** Characters of a name; a line of the log tells of a thing, it does not hold it. */
const longestName = 100;

const short = (text: string) => {
  const line = maskPrivate(text.replaceAll(/\s+/gu, ' ').trim());
  return line.length > longestName ? `${line.slice(0, longestName).toWellFormed().trimEnd()}…` : line;
};

/**
 * Looks up what the things of some lines are called now: a line keeps ids, and people read names. What is gone has none.
 * Texts are told masked.
 */
export async function nameThings(context: Context, lines: readonly AuditLine[]): Promise<Names> {
  const { Agency, Claim, Clarification, Evidence, Report, Task } = context.models;
  const ids = new Set(lines.flatMap(idsIn));
  const among = { _id: { $in: [...ids].map((id) => new Types.ObjectId(id)) } };
  if (ids.size === 0) return { claims: new Map(), others: new Map() };
  const [claims, evidence, tasks, articles, agencies, reports] = await Promise.all([
    Claim.find(among).select('statement').lean(),
    Evidence.find(among).lean(),
    Task.find(among).select('text').lean(),
    Clarification.find(among).select('title').lean(),
    Agency.find(among).select('name').lean(),
    Report.find(among).select('ticket').lean(),
  ]);
  const named = (id: Types.ObjectId, name: string): [string, string] => [String(id), short(name)];
  return {
    claims: new Map(claims.map(({ _id, statement }) => named(_id, statement))),
    others: new Map([
      ...evidence.map(({ _id, text, source }) => named(_id, source?.title ?? text)),
      ...tasks.map(({ _id, text }) => named(_id, text)),
      ...articles.flatMap(({ _id, title }) => (title ? [named(_id, title)] : [])),
      ...agencies.map(({ _id, name }) => named(_id, name)),
      ...reports.map(({ _id, ticket }) => named(_id, ticket)),
    ]),
  };
}

function idsIn({ on, things, before = {}, after = {} }: AuditLine): string[] {
  return [on.id, on.label, ...things, ...Object.values(before), ...Object.values(after)].flat().filter(isId);
}
