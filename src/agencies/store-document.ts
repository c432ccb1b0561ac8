import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError, badInput, type FieldProblem } from '../errors.js';
import { readPicture } from '../media/read-picture.js';
import { tidyLine } from '../web/tidy-text.js';
import { putDocument } from './document-bucket.js';
import type { StatementDocument } from './statement-request.model.js';

/** A file as it came, and what its sender calls it. */
export interface UploadedFile {
  bytes: Buffer;
  name: string;
}

export const mostDocuments = 5;
const longestName = 120;

/** How long a document may wait for its statement: the job that tidies up leaves it alone so long. */
const patience = 24 * 60 * 60 * 1000;

/**
 * Stores documents for a request: a PDF as it is, a picture made anew. What a file is, its content says, not its name.
 * Errors name `documents.0`, `documents.1` and so on, all bad ones at once.
 *
 * @throws AppError with the first bad one's code: `unsupported_type`, `unprocessable` or `too_large`.
 */
export async function storeDocuments(
  context: Context,
  request: Types.ObjectId,
  files: readonly UploadedFile[],
): Promise<StatementDocument[]> {
  const read = await Promise.allSettled(files.map((file, at) => readFile(file, `documents.${at}`)));
  const failed = read.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
  const refusals = failed.map(({ reason }) => reason as unknown).filter((one) => one instanceof AppError);
  if (refusals.length < failed.length)
    throw failed.find(({ reason }) => !(reason instanceof AppError))?.reason;
  if (refusals[0]) {
    const fields = Object.assign({}, ...refusals.map(({ details }) => details.fields)) as Record<
      string,
      FieldProblem
    >;
    throw new AppError(refusals[0].code, { fields });
  }
  const waitsUntil = new Date(context.clock.now().getTime() + patience);
  const stored: StatementDocument[] = [];
  for (const result of read) {
    if (result.status === 'rejected') continue;
    const { bytes, ...told } = result.value;
    const file = await putDocument(context, bytes, { request, waitsUntil });
    stored.push({
      file,
      ...told,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  }
  return stored;
}

async function readFile(
  { bytes, name }: UploadedFile,
  field: string,
): Promise<Omit<StatementDocument, 'file' | 'bytes' | 'sha256'> & { bytes: Buffer }> {
  if (bytes.length === 0) throw badInput({ [field]: { reason: 'document_empty' } });
  const sniffed = await fileTypeFromBuffer(bytes).catch(() => undefined);
  if (sniffed?.mime === 'application/pdf') {
    return { bytes, kind: 'pdf', type: sniffed.mime, name: named(name, 'pdf') };
  }
  if (!sniffed?.mime.startsWith('image/')) {
    throw new AppError('unsupported_type', { fields: { [field]: { reason: 'document_type' } } });
  }
  const { image, type } = await readPicture(bytes, field);
  return { bytes: image, kind: 'picture', type, name: named(name, type === 'image/webp' ? 'webp' : 'jpg') };
}

/** The name without its folders, with the ending of what the file is. */
function named(given: string, ending: string): string {
  const own = tidyLine(given.replaceAll(/^.*[/\\]/gu, '')).replaceAll(/["<>:|?*]/gu, '');
  const stem = own
    .replace(/\.[a-z0-9]{1,5}$/iu, '')
    .slice(0, longestName)
    .trim();
  return `${stem || 'dokumen'}.${ending}`;
}
