import type { Request } from 'express';
import { readRef, refText } from '../agencies/statement-ref.js';
import { tickedSources } from '../casework/offered-sources.js';
import type { Context } from '../context.js';
import { AppError, badInput, parse, type FieldProblem } from '../errors.js';
import { uploadedPictures } from '../media/picture-upload.js';
import { storePicture } from '../media/store-picture.js';
import type { Clarification, ClarificationContent, Source } from './clarification.model.js';
import {
  altOnly,
  correction,
  draftChange,
  newDraft,
  type DraftChange,
  type NewDraft,
} from './clarification.schema.js';
import { missingParts } from './completeness.js';
import type { CoverChange } from './edit-clarification.js';

/** What stands in the editor's fields, as it was typed. */
export interface Typed {
  title: string;
  summary: string;
  body: string;
  verdict: string;
  kind: string;
  sources: Source[];
  claims: string[];
  /** As `refText` writes them. */
  statements: string[];
  alt: string;
  removeCover: boolean;
  claimQuery: string;
  note: string;
  /** The version that the person saw. */
  version: string;
}

/** The buttons of the form: two of them save, the others only show the form again. */
export const steps = ['save', 'submit', 'preview', 'more', 'find', 'template'] as const;
export type Step = (typeof steps)[number];

type Body = Record<string, unknown>;

const text = (body: Body, name: string): string => {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return typeof value === 'string' ? value : '';
};

const texts = (body: Body, name: string): string[] => {
  const value = Object.hasOwn(body, name) ? body[name] : undefined;
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string');
};

/** Rows of sources that a form may have; more are not read. */
const mostRows = 60;

/** Reads the form as it was sent. Empty rows of sources are left out. */
export function readForm(request: Request): { typed: Typed; step: Step } {
  const body = (request.body ?? {}) as Body;
  const sources: Source[] = [];
  for (let row = 0; row < mostRows; row += 1) {
    const source = { title: text(body, `sources.${row}.title`), url: text(body, `sources.${row}.url`) };
    if (source.title.trim() || source.url.trim()) sources.push(source);
  }
  sources.push(...tickedSources(texts(body, 'offered'), sources));
  const asked = text(body, 'do');
  return {
    typed: {
      title: text(body, 'title'),
      summary: text(body, 'summary'),
      body: text(body, 'body'),
      verdict: text(body, 'verdict'),
      kind: text(body, 'kind'),
      sources,
      claims: [...new Set(texts(body, 'claims'))],
      statements: [...new Set(texts(body, 'statements'))],
      alt: text(body, 'alt'),
      removeCover: text(body, 'removeCover') !== '',
      claimQuery: text(body, 'claimQuery'),
      note: text(body, 'note'),
      version: text(body, 'version'),
    },
    // What no button asked for saves nothing.
    step: steps.find((step) => step === asked) ?? 'preview',
  };
}

/** An article's fields as the form shows them. */
export function typedOf(article: Clarification): Typed {
  return {
    title: article.title,
    summary: article.summary,
    body: article.body,
    verdict: article.verdict ?? '',
    kind: article.kind ?? '',
    sources: article.sources.map(({ title, url }) => ({ title, url })),
    claims: article.claims.map(String),
    statements: (article.statements ?? []).map(refText),
    alt: article.cover?.alt ?? '',
    removeCover: false,
    claimQuery: '',
    note: '',
    version: String(article.version),
  };
}

export const emptyForm = (claims: string[]): Typed => ({
  title: '',
  summary: '',
  body: '',
  verdict: '',
  kind: '',
  sources: [],
  claims,
  statements: [],
  alt: '',
  removeCover: false,
  claimQuery: '',
  note: '',
  version: '',
});

const contentOf = ({ title, summary, body, verdict, kind, sources, claims, statements }: Typed) => ({
  title,
  summary,
  body,
  verdict: verdict || null,
  kind: kind || null,
  sources,
  claims,
  // What is none is left as it is, for the schema to refuse.
  statements: statements.map((text) => {
    const ref = readRef(text);
    return ref ? { ...ref, request: String(ref.request) } : text;
  }),
});

/** @throws AppError bad_input */
export function draftOf(typed: Typed): NewDraft {
  return parse(newDraft, contentOf(typed));
}

/** @throws AppError bad_input */
export function changeOf(typed: Typed): DraftChange & { version?: number } {
  return parse(draftChange, { ...contentOf(typed), version: versionOf(typed) });
}

/** @throws AppError bad_input */
export function correctionOf(typed: Typed): DraftChange & { version?: number; note: string } {
  return parse(correction, { ...contentOf(typed), note: typed.note, version: versionOf(typed) });
}

/** What a form that hands an article on says wrong, and what it does not say yet: all of it, in the page's order. */
export function withMissing(
  typed: Typed,
  fields: Record<string, FieldProblem>,
): Record<string, FieldProblem> {
  return { ...missingParts(typed), ...fields };
}

export function versionOf({ version }: Pick<Typed, 'version'>): number | undefined {
  return /^\d{1,9}$/.test(version) ? Number(version) : undefined;
}

/**
 * The cover that the form asks for: a new picture with its description, the old one described anew, or none.
 *
 * @returns undefined when nothing changes.
 * @throws AppError naming `cover` or `alt`
 */
export async function coverOf(
  context: Context,
  request: Request,
  typed: Typed,
  current: ClarificationContent['cover'],
): Promise<CoverChange | undefined> {
  const [bytes] = uploadedPictures(request, { field: 'cover', most: 1 });
  if (!bytes) {
    if (typed.removeCover) return current && null;
    if (!current || typed.alt.trim() === current.alt) return undefined;
    return { ...current, alt: described(typed) };
  }
  const alt = described(typed);
  const { file, thumbnail, width, height } = await storePicture(context, bytes, { field: 'cover' });
  return { file, thumbnail, alt, width, height };
}

function described({ alt }: Typed): string {
  if (!alt.trim()) throw badInput({ alt: { reason: 'alt_needed' } });
  return parse(altOnly, { alt }).alt;
}

/** The fields that a refusal names, as the form knows them. Anything else is thrown on. */
export function refusedFields(error: unknown): { status: number; fields: Record<string, FieldProblem> } {
  if (!(error instanceof AppError) || !error.details.fields) throw error;
  const fields = Object.fromEntries(
    Object.entries(error.details.fields).map(([path, problem]) => [
      path.replace(/^(cover|claims|statements)\.\d+(?:\..*)?$/, '$1'),
      problem,
    ]),
  );
  return { status: error.status, fields };
}
