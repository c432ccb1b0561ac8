import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { Context } from '../context.js';
import { readDocument } from './document-bucket.js';
import type { StatementDocument } from './statement-request.model.js';

/**
 * Sends a document to be saved, never to be shown inside the site: a PDF comes from outside and is passed on as it is.
 * Should a browser open it all the same, it does so in a sandbox and as the type that we say.
 */
export async function sendDocument(
  context: Context,
  response: Response,
  document: StatementDocument,
  cacheControl: string,
): Promise<void> {
  response.attachment(document.name);
  response.set({
    'Content-Type': document.type,
    'Content-Length': String(document.bytes),
    'Cache-Control': cacheControl,
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  });
  try {
    await pipeline(readDocument(context, document.file), response);
  } catch (error) {
    // A reader who leaves in the middle is no failure of ours.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
