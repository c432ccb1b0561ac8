import type { Context } from '../context.js';
import { AppError, type FieldProblem } from '../errors.js';
import type { ReportPicture } from '../reports/report.model.js';
import { pictureBucket, putPicture } from './picture-bucket.js';
import { readPicture } from './read-picture.js';

/** How long an uploaded picture may wait for its report, in milliseconds. */
const patience = 24 * 60 * 60 * 1000;

export interface StorePictureOptions {
  /** What an error names. */
  field?: string;
  /** It is uploaded for a report that does not exist yet: unless `keepPictures` is called it is removed in a day. */
  waiting?: boolean;
}

/**
 * Makes an uploaded picture anew and stores it with its thumbnail.
 *
 * @throws AppError `unsupported_type`, `too_large` or `unprocessable`, naming the field.
 */
export async function storePicture(
  context: Context,
  bytes: Buffer,
  { field = 'file', waiting = false }: StorePictureOptions = {},
): Promise<ReportPicture> {
  const { image, type, thumbnail, sha256, perceptualHash, width, height } = await readPicture(bytes, field);
  const bucket = pictureBucket(context);
  const until = new Date(context.clock.now().getTime() + patience);
  const put = (content: Buffer, type: string) =>
    putPicture(bucket, content, { type, ...(waiting && { waiting: { sha256, until } }) });
  return {
    file: await put(image, type),
    thumbnail: await put(thumbnail, 'image/webp'),
    sha256,
    perceptualHash,
    width,
    height,
  };
}

/**
 * Stores the pictures of a report, which is to be written next. An error names `files.0`, `files.1` and so on, all
 * bad ones at once.
 *
 * @throws AppError with the first bad picture's code.
 */
export async function storeReportPictures(
  context: Context,
  files: readonly Buffer[],
): Promise<ReportPicture[]> {
  const results = await Promise.allSettled(
    files.map((bytes, at) => storePicture(context, bytes, { field: `files.${at}`, waiting: true })),
  );
  const failed = results
    .filter((result) => result.status === 'rejected')
    .map(({ reason }) => reason as unknown);
  const refusals = failed.filter((reason) => reason instanceof AppError);
  const [first] = refusals;
  if (failed.length > refusals.length) throw failed.find((reason) => !(reason instanceof AppError));
  if (first) {
    throw new AppError(first.code, {
      fields: Object.assign({}, ...refusals.map((refusal) => refusal.details.fields)) as Record<
        string,
        FieldProblem
      >,
    });
  }
  return results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
}
