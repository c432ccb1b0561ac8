import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import type { ReportPicture } from '../reports/report.model.js';
import { pictureBucket, type PictureMetadata } from './picture-bucket.js';

/** The report that these pictures were uploaded for is stored: they wait for nothing any more. */
export async function keepPictures(context: Context, pictures: readonly ReportPicture[]): Promise<void> {
  if (pictures.length === 0) return;
  await context.store.connection
    .collection('pictures.files')
    .updateMany(
      { _id: { $in: pictures.flatMap(({ file, thumbnail }) => [file, thumbnail]) } },
      { $unset: { 'metadata.waiting': '' } },
    );
}

/**
 * Removes pictures whose report never came. A process may have died between storing the report and keeping its
 * pictures, so what a report has is kept, however late.
 *
 * @returns how many files were removed.
 */
export async function removeForgottenPictures(context: Context): Promise<number> {
  const bucket = pictureBucket(context);
  const late = bucket.find({ 'metadata.waiting.until': { $lt: context.clock.now() } });
  let removed = 0;
  for await (const file of late) {
    const metadata = file.metadata as unknown as PictureMetadata;
    if (metadata.waiting && (await hasReport(context, file._id, metadata.waiting.sha256))) {
      await context.store.connection
        .collection('pictures.files')
        .updateOne({ _id: file._id }, { $unset: { 'metadata.waiting': '' } });
      continue;
    }
    await bucket.delete(file._id);
    removed += 1;
  }
  return removed;
}

async function hasReport(context: Context, id: Types.ObjectId, sha256: string): Promise<boolean> {
  const reports = await context.models.Report.find({ 'pictures.sha256': sha256 }, { pictures: 1 }).lean();
  return reports.some(({ pictures }) =>
    pictures.some(({ file, thumbnail }) => file.equals(id) || thumbnail.equals(id)),
  );
}

export const forgetPicturesJob: Job = {
  name: 'remove-forgotten-pictures',
  everySeconds: 3600,
  alone: true,
  async run(context) {
    const removed = await removeForgottenPictures(context);
    if (removed > 0) context.log.info({ removed }, 'removed pictures whose report never came');
  },
};
