import type { AuditLine } from '../../src/audit/audit.model.js';
import type { Saring } from '../helpers/saring.js';

/** Lines of the log, in their order. */
export function auditLines({ context }: Saring, filter: Partial<Record<string, unknown>> = {}) {
  return context.models.AuditLine.find(filter).sort({ _id: 1 }).lean<AuditLine[]>();
}
