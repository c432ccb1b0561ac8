import type { Request } from 'express';
import { uploadedPictures } from '../media/picture-upload.js';
import type { StatementLink } from './statement-request.model.js';
import { most } from './statement-request.schema.js';
import { mostDocuments, type UploadedFile } from './store-document.js';

/** What stands in the fields of an answer, as it was typed. */
export interface TypedAnswer {
  text: string;
  signerName: string;
  signerOffice: string;
  links: StatementLink[];
  keep: string[];
  why: string;
}

type Body = Record<string, unknown>;

const own = (body: Body, name: string): unknown => (Object.hasOwn(body, name) ? body[name] : undefined);
const text = (body: Body, name: string): string => {
  const value = own(body, name);
  return typeof value === 'string' ? value : '';
};

/** Fields that are no part of what is said: buttons, the box to tick, rows that are read as links. */
const notSaid = new Set(['do', 'sure', 'text', 'signerName', 'signerOffice', 'keep', 'why', 'version']);
const row = /^links\.\d+\.(title|url)$/;

/** The form as it was typed, for showing it again. Empty rows of links are left out. */
export function typedAnswer(request: Request): TypedAnswer {
  const body = (request.body ?? {}) as Body;
  const links: StatementLink[] = [];
  for (let at = 0; at < most.links; at += 1) {
    const link = { title: text(body, `links.${at}.title`), url: text(body, `links.${at}.url`) };
    if (link.title.trim() || link.url.trim()) links.push(link);
  }
  const kept = own(body, 'keep');
  return {
    text: text(body, 'text'),
    signerName: text(body, 'signerName'),
    signerOffice: text(body, 'signerOffice'),
    links,
    keep: (Array.isArray(kept) ? kept : [kept]).filter((one): one is string => typeof one === 'string'),
    why: text(body, 'why'),
  };
}

/** The form as the schemas read it. What no answer has, such as a verdict, goes along, for them to refuse. */
export function formContent(request: Request, { withWhy = false } = {}): Record<string, unknown> {
  const body = (request.body ?? {}) as Body;
  const { why, ...said } = typedAnswer(request);
  const strange = Object.entries(body).filter(([name]) => !notSaid.has(name) && !row.test(name));
  const version = text(body, 'version');
  return { ...Object.fromEntries(strange), ...said, ...(withWhy && { why }), ...(version && { version }) };
}

/**
 * The files of the form, with the names that their sender gave them.
 *
 * @throws AppError too_large or bad_input naming `documents`
 */
export function uploadedDocuments(request: Request): UploadedFile[] {
  const bytes = uploadedPictures(request, { field: 'documents', most: mostDocuments });
  const files = Array.isArray(request.files) ? request.files : [];
  return (
    bytes
      .map((content, at) => ({ bytes: content, name: nameOf(files[at]?.originalname ?? '') }))
      // A browser sends an empty file for a field that was left alone.
      .filter(({ bytes: content, name }) => content.length > 0 || name !== '')
  );
}

// Forms are UTF-8, but their headers are read as Latin-1 unless they say otherwise.
function nameOf(name: string): string {
  const bytes = Buffer.from(name, 'latin1');
  const decoded = bytes.toString('utf8');
  return Buffer.from(decoded, 'utf8').equals(bytes) ? decoded : name;
}
