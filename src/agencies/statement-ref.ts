import { Types } from 'mongoose';
import type { StatementRef } from './statement-request.model.js';

/** `<request>.<version>`. */
export const refText = ({ request, version }: StatementRef) => `${String(request)}.${version}`;

/** Reads what `refText` wrote; undefined for anything else. */
export function readRef(text: string): StatementRef | undefined {
  const [, id, version] = /^([0-9a-f]{24})\.([1-9]\d{0,2})$/i.exec(text) ?? [];
  return id && version ? { request: new Types.ObjectId(id), version: Number(version) } : undefined;
}
