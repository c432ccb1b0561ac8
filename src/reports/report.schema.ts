import { z } from 'zod';
import { readLink } from './read-link.js';
import { regions } from './regions.js';
import { channels } from './report.model.js';
import { tidyLine, tidyText } from '../web/tidy-text.js';

export const longestText = 20_000;
export const longestDoubt = 2000;
export const mostLinks = 5;
export const mostPictures = 5;

/** Before tidying, a text may be longer by what tidying takes away; past this nothing is looked at. */
const longestRaw = 120_000;

const text = (longest: number) =>
  z
    .string()
    .transform((typed) => tidyText(typed.slice(0, longestRaw)))
    .pipe(z.string().max(longest));

const link = z
  .string()
  .max(4000)
  .transform(tidyText)
  .pipe(z.string().max(2000))
  .transform((typed, context) => {
    const read = /\s/u.test(typed) ? { problem: 'link_alone' } : readLink(typed);
    if ('url' in read) return read.url;
    context.addIssue({ code: 'custom', message: read.problem });
    return z.NEVER;
  });

const email = z.string().max(1000).transform(tidyLine).pipe(z.email().max(254));

/**
 * What a report says, from the API or from the form (see `formFields`). Nothing that is not named here is accepted.
 * @param pictures how many pictures come beside it.
 */
export function submissionSchema(pictures: number) {
  return z
    .strictObject({
      text: text(longestText).default(''),
      urls: z
        .array(link)
        .max(mostLinks)
        .default([])
        .transform((urls) => [...new Set(urls)]),
      channel: z.enum(channels).optional(),
      region: z.enum(regions).optional(),
      doubt: text(longestDoubt).optional(),
      contact: z.strictObject({ email }).optional(),
    })
    .refine((report) => report.text !== '' || report.urls.length > 0 || pictures > 0, {
      path: ['text'],
      error: 'nothing_to_check',
    });
}

export type SubmittedFields = z.output<ReturnType<typeof submissionSchema>>;

/** A message that somebody wants to know about. */
export const messageSchema = z.strictObject({
  text: text(longestText).pipe(z.string().min(1)),
});

/** Any text will do, such as a random UUID; only its hash is kept. */
export const idempotencyKeySchema = z.string().min(1).max(200).optional();

type Fields = Record<string, unknown>;

/**
 * The fields of a form or a multipart body in the shape that `submissionSchema` takes: an empty field is a missing
 * one, links may be repeated, or stand one on a line, and the address may be `contact[email]`, `contact.email` or `email`.
 * Anything else is passed on for the schema to judge.
 */
export function formFields(body: unknown): Fields {
  const given = (typeof body === 'object' && body !== null ? body : {}) as Fields;
  const fields: Fields = {};
  for (const [name, value] of Object.entries(given)) {
    if (value === '') continue;
    if (name === 'urls' || name === 'urls[]') {
      const links = linesOf(value);
      if (!Array.isArray(links) || links.length > 0) fields['urls'] = links;
    } else if (name === 'contact[email]' || name === 'contact.email' || name === 'email') {
      fields['contact'] = { email: value };
    } else if (name === 'contact' && isEmptyContact(value)) {
      continue;
    } else {
      Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true });
    }
  }
  return fields;
}

function linesOf(value: unknown): unknown {
  const parts = Array.isArray(value) ? (value as unknown[]) : [value];
  if (!parts.every((part) => typeof part === 'string')) return value;
  return parts.flatMap((part) => readLines(part)).map(({ link }) => link);
}

const separateLinks = /^https?:\/\/\S+(?:\s+https?:\/\/\S+)+$/iu;

/**
 * The links of a field that takes one on a line, each with the number of its line, from 1. What stands beside a link
 * on its line makes one wrong line, not several wrong links; only whole addresses may share a line.
 */
export function readLines(typed: string): { line: number; link: string }[] {
  return typed.split(/\r\n|[\n\r]/u).flatMap((whole, at) => {
    const link = whole.trim();
    if (link === '') return [];
    const links = separateLinks.test(link) ? link.split(/\s+/u) : [link];
    return links.map((one) => ({ line: at + 1, link: one }));
  });
}

const isEmptyContact = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.values(value).every((part) => part === '');
