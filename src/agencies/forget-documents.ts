import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { documentBucket, letWait, type DocumentMetadata } from './document-bucket.js';
import type { StatementRequest } from './statement-request.model.js';

/** Every document of a request: of its draft, and of what was signed. */
export function documentsOf(request: Pick<StatementRequest, 'draft' | 'statements'>) {
  return [...request.statements, ...(request.draft ? [request.draft] : [])].flatMap(
    ({ documents }) => documents,
  );
}

/**
 * Removes documents that no draft and no statement has. A process may have died between storing one and saving what it
 * belongs to, so what a request has is kept, however late.
 *
 * @returns how many were removed.
 */
export async function forgetDocuments(context: Context): Promise<number> {
  const bucket = documentBucket(context);
  const late = bucket.find({ 'metadata.waitsUntil': { $lt: context.clock.now() } });
  let removed = 0;
  for await (const file of late) {
    const { request: id } = file.metadata as unknown as DocumentMetadata;
    const request = await context.models.StatementRequest.findById(id).lean();
    if (request && documentsOf(request).some(({ file: own }) => own.equals(file._id))) {
      await letWait(context, [file._id]);
    } else {
      await bucket.delete(file._id);
      removed += 1;
    }
  }
  return removed;
}

export const forgetDocumentsJob: Job = {
  name: 'forget-documents',
  everySeconds: 3600,
  alone: true,
  async run(context) {
    const removed = await forgetDocuments(context);
    if (removed > 0) context.log.info({ removed }, 'removed documents that belong to no statement');
  },
};
