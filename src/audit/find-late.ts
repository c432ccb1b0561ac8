import type { Context } from '../context.js';
import type { AuditLine } from './audit.model.js';

/** Lines that are written in order differ by less, also between servers whose clocks differ. Milliseconds. */
const late = 5 * 60_000;
/** Several lines may have been added late one after the other: so far back is looked for one that was not. */
const farBack = 20;

/**
 * Which of some lines were added after their act: they stand behind lines of acts that were done later.
 *
 * @returns their places.
 */
export async function findLate(context: Context, lines: readonly AuditLine[]): Promise<Set<number>> {
  const before = (seq: number) => Array.from({ length: farBack }, (_, at) => seq - 1 - at);
  const places = [...new Set(lines.flatMap(({ _id }) => before(_id)))].filter((seq) => seq > 0);
  const near = await context.models.AuditLine.find({ _id: { $in: places } })
    .select('at')
    .lean<Pick<AuditLine, '_id' | 'at'>[]>();
  const times = new Map(near.map(({ _id, at }) => [_id, at.getTime()]));
  const isLate = ({ _id, at }: AuditLine) =>
    before(_id).some((seq) => (times.get(seq) ?? 0) - at.getTime() > late);
  return new Set(lines.filter(isLate).map(({ _id }) => _id));
}
