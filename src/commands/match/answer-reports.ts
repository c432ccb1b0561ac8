import type { z } from 'zod';
import type { Format } from './formats.js';
import { showProgress } from './progress.js';
import { readRecords, type ReadingOptions } from './read-records.js';
import { ReportRecord } from './records.js';
import type { Source } from './source.js';
import { writeOutput } from './write-output.js';
import { createRecordWriter, type WrittenRecord } from './write-records.js';

export type Report = z.infer<typeof ReportRecord>;

export interface Output {
  /** A file, or `-`. */
  path: string;
  format: Format;
  /** The columns, when the format is CSV. */
  header: readonly string[];
}

/**
 * Reads reports one by one and writes an answer for each, in their order; none is kept.
 * @returns how many there were.
 */
export async function answerReports(
  reports: Source,
  options: ReadingOptions,
  out: Output,
  answer: (report: Report, line: number) => WrittenRecord,
): Promise<number> {
  const reading = readRecords(reports, ReportRecord, options);
  const writer = createRecordWriter(out.format, out.header, reading.dialect);
  const progress = showProgress('Reports', reports);
  try {
    return await writeOutput(out.path, async (write) => {
      let count = 0;
      for await (const { value, line } of reading.records) {
        await write(writer.encode(answer(value, line)));
        progress.advance();
        count += 1;
      }
      await write(writer.end());
      return count;
    });
  } finally {
    progress.stop();
  }
}
