import type { z } from 'zod';
import type { CsvDialect } from './csv-dialect.js';
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
  /** How CSV is written; as the reports are, unless given. */
  dialect?: () => CsvDialect;
}

/**
 * Reads reports one by one and writes an answer for each, in their order; none is kept.
 * @returns how many there were, and how they were written as CSV.
 */
export async function answerReports(
  reports: Source,
  options: ReadingOptions,
  out: Output,
  answer: (report: Report, line: number) => WrittenRecord,
): Promise<{ count: number; dialect: () => CsvDialect }> {
  const reading = readRecords(reports, ReportRecord, options);
  const writer = createRecordWriter(out.format, out.header, out.dialect ?? reading.dialect);
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
      return { count, dialect: reading.dialect };
    });
  } finally {
    progress.stop();
  }
}
