import { matchByReading } from '../../claims/match-by-reading.js';
import { isFilled } from '../../claims/index-claims.js';
import type { Context } from '../../context.js';
import type { Job } from '../../jobs/run-jobs.js';
import type { Report, ReportPicture } from '../../reports/report.model.js';
import { openPicture } from '../open-picture.js';
import { ReaderClosed, ReaderDied } from './text-reader.js';

const name = 'read-pictures';
/** Reports in one turn, so that stopping Saring never waits long: a picture takes about half a second. */
const atOnce = 5;

/**
 * Reads the pictures of reports that wait for it, the newest first, and looks for their claims with the words found.
 * A picture that was sent before is not read again. What cannot be read counts as having no text: it is logged, and
 * nobody waits for it.
 */
export async function readPictures(context: Context): Promise<void> {
  await markEarlierOnes(context);
  // A claim is not looked for among half of them.
  if (!isFilled(context)) return;
  try {
    for (let read = 0; read < atOnce; read += 1) {
      // Whose report is the newest looks at the ticket now. A flood delays what came before it, not what comes after.
      const report = await context.models.Report.findOne({ toRead: true })
        .sort({ createdAt: -1 })
        .lean<Report>();
      if (!report) return;
      const after = await readReport(context, report);
      if (after) await matchByReading(context, after);
    }
  } catch (error) {
    // Saring is being stopped: what was not read waits for its next start.
    if (!(error instanceof ReaderClosed)) throw error;
  }
}

/** Reports that came before pictures were read wait from now on. */
async function markEarlierOnes(context: Context): Promise<void> {
  const { Position, Report } = context.models;
  if (await Position.exists({ _id: name })) return;
  await Report.updateMany({ 'pictures.sha256': { $gt: '' } }, { $set: { toRead: true } });
  await Position.updateOne({ _id: name }, { $set: { until: context.clock.now() } }, { upsert: true });
}

async function readReport(context: Context, report: Report): Promise<Report | null> {
  if (report.pictures.length === 0) {
    await context.models.Report.updateOne({ _id: report._id }, { $unset: { toRead: 1 } });
    return null;
  }
  const pictures: ReportPicture[] = [];
  for (const picture of report.pictures) {
    pictures.push({ ...picture, reading: picture.reading ?? (await readingOf(context, report, picture)) });
  }
  return context.models.Report.findOneAndUpdate(
    // Whoever had the report erased meanwhile took its pictures away.
    { _id: report._id, toRead: true, 'pictures.sha256': { $gt: '' } },
    { $set: { pictures, updatedAt: context.clock.now() }, $unset: { toRead: 1 } },
    { returnDocument: 'after' },
  ).lean();
}

async function readingOf(context: Context, report: Report, { sha256, file }: ReportPicture): Promise<string> {
  const same = await context.models.Report.find({ 'pictures.sha256': sha256 }, { pictures: 1 })
    .limit(atOnce)
    .lean();
  const known = same
    .flatMap(({ pictures }) => pictures)
    .find((picture) => picture.sha256 === sha256 && picture.reading !== undefined);
  if (known?.reading !== undefined) return known.reading;
  try {
    const opened = await openPicture(context, file);
    if (!opened) return '';
    const bytes = Buffer.concat(await opened.stream.toArray());
    return await context.textReader.read(bytes).catch((error: unknown) => {
      // It may have died of something else: the picture gets a second try, and no third one.
      if (!(error instanceof ReaderDied)) throw error;
      return context.textReader.read(bytes);
    });
  } catch (error) {
    if (error instanceof ReaderClosed) throw error;
    context.log.warn({ err: error, report: String(report._id) }, 'a picture could not be read');
    return '';
  }
}

export const readPicturesJob: Job = { name, everySeconds: 3, alone: true, run: readPictures };
