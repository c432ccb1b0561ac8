import { createHmac, timingSafeEqual } from 'node:crypto';
import { Types } from 'mongoose';
import { z } from 'zod';
import type { Config } from '../config.js';
import type { ReportPicture } from './report.model.js';

// A form of several steps carries what earlier steps settled in hidden fields, signed: nobody has a session.

const lifetime = 2 * 60 * 60 * 1000;

type Purpose = 'report pictures' | 'report confirmation';

const signatureOf = (config: Config, purpose: Purpose, content: string) =>
  createHmac('sha256', config.secret).update(`${purpose} ${content}`).digest();

function sign(config: Config, purpose: Purpose, value: unknown, now: Date): string {
  const content = Buffer.from(JSON.stringify({ value, until: now.getTime() + lifetime })).toString(
    'base64url',
  );
  return `${content}.${signatureOf(config, purpose, content).toString('base64url')}`;
}

const envelope = z.object({ value: z.unknown(), until: z.number() });

/** The value that was signed; undefined when it was not signed here, for something else, or too long ago. */
function read(config: Config, purpose: Purpose, token: string, now: Date): unknown {
  const [content = '', signature = ''] = token.split('.', 2);
  const expected = signatureOf(config, purpose, content);
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const { value, until } = envelope.parse(JSON.parse(Buffer.from(content, 'base64url').toString('utf8')));
  return until > now.getTime() ? value : undefined;
}

const pictures = z.array(
  z.object({
    file: z.string().transform((id) => new Types.ObjectId(id)),
    thumbnail: z.string().transform((id) => new Types.ObjectId(id)),
    sha256: z.string(),
    perceptualHash: z.string(),
    width: z.number(),
    height: z.number(),
  }),
);

/** Stands for pictures that are stored and wait for their report. */
export function signPictures(config: Config, stored: readonly ReportPicture[], now: Date): string {
  return stored.length === 0 ? '' : sign(config, 'report pictures', stored, now);
}

/** The pictures that a token stands for; none when it is not (or no longer) good. */
export function readPictures(config: Config, token: string, now: Date): ReportPicture[] {
  const value = token === '' ? undefined : read(config, 'report pictures', token, now);
  return value === undefined ? [] : pictures.parse(value);
}

/** Says that whoever sends the form with this key was asked to look at it once more. */
export const signConfirmation = (config: Config, key: string, now: Date) =>
  sign(config, 'report confirmation', key, now);

export const isConfirmation = (config: Config, token: string, key: string, now: Date) =>
  read(config, 'report confirmation', token, now) === key;
