import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { ReportPicture } from '../reports/report.model.js';
import { pictureBucket } from './picture-bucket.js';

/** Removing the pictures of a report takes two steps, with the report's own change between them. */
export const removePictures = { announce, remove };

/**
 * Marks a report's pictures as waiting for a report that will not come: should the process die before it has removed
 * them, the job that removes forgotten pictures does.
 */
async function announce(context: Context, pictures: readonly ReportPicture[]): Promise<void> {
  for (const { file, thumbnail, sha256 } of pictures) {
    await context.store.connection
      .collection('pictures.files')
      .updateMany(
        { _id: { $in: [file, thumbnail] } },
        { $set: { 'metadata.waiting': { until: context.clock.now(), sha256 } } },
      );
  }
}

/** Removes the files of pictures that a report no longer has; those that another report has stay. */
async function remove(
  context: Context,
  report: Types.ObjectId,
  pictures: readonly ReportPicture[],
): Promise<void> {
  const bucket = pictureBucket(context);
  for (const { file, thumbnail, sha256 } of pictures) {
    const others = await context.models.Report.find(
      { 'pictures.sha256': sha256, _id: { $ne: report } },
      { pictures: 1 },
    ).lean();
    const kept = others.some((other) => other.pictures.some((picture) => picture.file.equals(file)));
    if (kept) continue;
    for (const id of [file, thumbnail]) {
      const found = await bucket.find({ _id: id }).toArray();
      if (found.length > 0) await bucket.delete(id);
    }
  }
}
