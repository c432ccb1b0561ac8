import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Context } from '../context.js';
import type { AuditLine } from './audit.model.js';
import type { AuditFilter, ExportFormat } from './audit.schema.js';
import { canonical } from './chain.js';
import { eachLine } from './list-lines.js';
import { recordAction, type RecordedAction } from './record-action.js';

const columns = [
  'seq',
  'at',
  'by',
  'by_id',
  'action',
  'kind',
  'id',
  'label',
  'before',
  'after',
  'reason',
  'key',
  'previous',
  'hash',
] as const;

/**
 * Writes the lines that are asked for to a stream, in the order of their numbers, as they come from the store; what is exported is
 * recorded before the first of them. The stream is ended.
 *
 * CSV has one row a line, its columns named, and nothing in it that a spreadsheet would run. JSON Lines hold each line
 * whole, `seq` first, with its hash.
 *
 * @throws what the store and the stream throw
 */
export async function exportLines(
  context: Context,
  {
    by,
    format,
    filter,
    to,
  }: { by: RecordedAction['by']; format: ExportFormat; filter: AuditFilter; to: Writable },
): Promise<void> {
  const asked = Object.entries(filter).filter(([, value]) => value !== undefined);
  await recordAction(context, {
    ...(by && { by }),
    action: 'audit.exported',
    on: { kind: 'audit', id: 'log' },
    after: { format, ...Object.fromEntries(asked) },
  });
  const lines = Readable.from(eachLine(context, filter));
  if (format === 'csv') {
    await pipeline(
      lines.map(rowOf),
      stringify({ header: true, columns: [...columns], escape_formulas: true, record_delimiter: 'windows' }),
      to,
    );
  } else {
    await pipeline(
      lines.map((line: AuditLine) => `${jsonOf(line)}\n`),
      to,
    );
  }
}

function rowOf({ _id, at, by, action, on, before, after, reason, key, previous, hash }: AuditLine) {
  return {
    seq: _id,
    at: at.toISOString(),
    by: by?.name,
    by_id: by && String(by.person),
    action,
    kind: on.kind,
    id: on.id,
    label: on.label,
    before: before && canonical(before),
    after: after && canonical(after),
    reason,
    key,
    previous,
    hash,
  };
}

function jsonOf({ _id, ...line }: AuditLine): string {
  return canonical({ seq: _id, ...line });
}
