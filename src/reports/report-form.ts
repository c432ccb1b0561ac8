import { createHash, randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { z } from 'zod';
import type { Context } from '../context.js';
import { AppError, parse, tellFields, type FieldProblem } from '../errors.js';
import { uploadedPictures } from '../media/picture-upload.js';
import { storeReportPictures } from '../media/store-picture.js';
import type { Translate } from '../web/languages.js';
import type { MatchAnswer } from './match-message.js';
import { distinctPictures, sha256Of } from './distinct-pictures.js';
import { readPictures, signPictures } from './form-tokens.js';
import { regions } from './regions.js';
import { channels, type ReportPicture } from './report.model.js';
import {
  formFields,
  longestDoubt,
  longestText,
  mostPictures,
  readLines,
  submissionSchema,
  type SubmittedFields,
} from './report.schema.js';

/** What the reporter typed, for showing the form again. */
export interface Typed {
  text: string;
  urls: string;
  channel: string;
  region: string;
  doubt: string;
  email: string;
}

const typedNames = ['text', 'urls', 'channel', 'region', 'doubt', 'email'] as const;

const word = (longest: number) =>
  z
    .union([z.string(), z.array(z.string()).transform((parts) => parts.join('\n'))])
    .transform((value) => value.slice(0, longest))
    .catch('');

/** What the form itself needs, beside what the reporter typed. Whatever is wrong with it counts as missing. */
const controlsSchema = z.object({
  step: z.enum(['send', 'check', 'edit']).catch('send'),
  key: z
    .string()
    .regex(/^[\w-]{16,100}$/)
    .catch(() => randomUUID()),
  puzzle: word(8000),
  confirmation: word(2000),
  pictures: word(20_000),
  /** The trap: people do not see this field, programs fill it in. */
  homepage: word(2000),
  withoutPictures: word(10),
});

export type Controls = z.output<typeof controlsSchema>;

/** One round of the form: what came, and what is wrong with it. */
export interface FormRound {
  controls: Controls;
  typed: Typed;
  /** Stored, waiting for the report. */
  pictures: ReportPicture[];
  /** Missing when something is wrong. */
  fields?: SubmittedFields;
  problem?: AppError;
  /** Pictures came, and could not be kept: they have to be chosen again. */
  lostPictures: boolean;
}

/** Reads what a browser sent, stores its pictures, and finds everything that is wrong at once. */
export async function readRound(context: Context, request: Request): Promise<FormRound> {
  const body = bodyOf(request);
  const controls = controlsSchema.parse(body);
  const typed = readTyped(body);
  const earlier = controls.withoutPictures
    ? []
    : readPictures(context.config, controls.pictures, context.clock.now());
  const problems: AppError[] = [];
  const keep = (error: unknown) => {
    if (!(error instanceof AppError)) throw error;
    problems.push(error);
  };

  let pictures = earlier;
  let came = earlier.length;
  try {
    came += Array.isArray(request.files) ? request.files.length : 0;
    const again = uploadedPictures(request, { most: mostPictures }).filter((bytes) => {
      const sha256 = sha256Of(bytes);
      return earlier.some((picture) => picture.sha256 === sha256);
    });
    const files = uploadedPictures(request, { most: mostPictures - earlier.length + again.length });
    pictures = distinctPictures([...earlier, ...(await storeReportPictures(context, files))]);
    came = pictures.length;
  } catch (error) {
    keep(error);
  }
  let fields: SubmittedFields | undefined;
  try {
    fields = parse(submissionSchema(came), formFields(onlyTyped(body)));
  } catch (error) {
    keep(error);
  }
  const [problem, second] = problems;
  return {
    controls,
    typed,
    pictures,
    ...(problem ? { problem: second ? both(problem, second) : problem } : { fields }),
    lostPictures: came > pictures.length,
  };
}

const both = (a: AppError, b: AppError) =>
  new AppError('bad_input', { fields: { ...a.details.fields, ...b.details.fields } });

const onlyTyped = (body: Record<string, unknown>) =>
  Object.fromEntries(
    typedNames.filter((name) => Object.hasOwn(body, name)).map((name) => [name, body[name]]),
  );

/** The fields of a request, whatever it is. */
export function bodyOf(request: Request): Record<string, unknown> {
  const body: unknown = request.body;
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? { ...body } : {};
}

/** What was typed, whatever it is, as text. */
export function readTyped(body: Record<string, unknown>): Typed {
  return z
    .object({
      text: word(longestText + 1000),
      urls: word(10_000),
      channel: word(40),
      region: word(40),
      doubt: word(longestDoubt + 1000),
      email: word(400),
    })
    .parse(body);
}

/**
 * Makes sending the same form twice one report. What the form says is part of it: whoever goes back, changes the text
 * and sends again means another report.
 */
export function keyOf(
  { key }: Controls,
  fields: SubmittedFields,
  pictures: readonly ReportPicture[],
): string {
  const content = JSON.stringify([fields, pictures.map(({ sha256 }) => sha256)]);
  return `${key} ${createHash('sha256').update(content).digest('hex')}`;
}

/** The model of views/reports/new.hbs and confirm.hbs. */
export function formModel(
  context: Context,
  request: Request,
  round: Pick<FormRound, 'typed' | 'pictures' | 'problem' | 'lostPictures'> & {
    controls: Pick<Controls, 'key'>;
  },
  more: { known?: MatchAnswer; confirmation?: string } = {},
) {
  const { t } = request;
  const errors = tellProblems(round.problem?.details.fields ?? {}, round.typed.urls, t);
  return {
    typed: round.typed,
    key: round.controls.key,
    errors,
    lostPictures: round.lostPictures,
    picturesKept: round.pictures.length,
    picturesToken: signPictures(context.config, round.pictures, context.clock.now()),
    channels,
    regions: regions
      .map((value) => ({ value, label: t(`words.regions.${value}`) }))
      .sort((a, b) => a.label.localeCompare(b.label, request.language)),
    checked: more.known !== undefined,
    known: more.known && knownModel(more.known),
    confirmation: more.confirmation,
  };
}

/** The model of views/reports/known.hbs: the certain match, or those that may be meant. */
export function knownModel({ decision, matches }: MatchAnswer) {
  const [first] = matches;
  return {
    decision,
    best: first?.certain ? first : undefined,
    similar: matches.filter(({ certain }) => !certain),
  };
}

// The form has one field for all pictures, and one for all links: their problems gather there, with a number.
function tellProblems(
  fields: Record<string, FieldProblem>,
  urls: string,
  t: Translate,
): Record<string, string> {
  const lines = readLines(urls);
  const told: Record<string, string> = {};
  for (const [path, sentence] of Object.entries(tellFields(fields, t))) {
    const [, list, at] = /^(files|urls)\.(\d+)$/.exec(path) ?? [];
    const field = list ?? path.replace(/^contact\.email$/, 'email');
    const number = (list === 'urls' && lines[Number(at)]?.line) || Number(at) + 1;
    const whole = list ? `${t(`reports.form.numbered.${list}`, { number })} ${sentence}` : sentence;
    told[field] = told[field] ? `${told[field]} ${whole}` : whole;
  }
  return told;
}

export const emptyTyped: Typed = { text: '', urls: '', channel: '', region: '', doubt: '', email: '' };
