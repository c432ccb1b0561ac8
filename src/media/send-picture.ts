import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import type { OpenPicture } from './open-picture.js';

/** Sends a picture that was opened, to be shown inside the site. */
export async function sendPicture(
  response: Response,
  picture: OpenPicture,
  cacheControl: string,
): Promise<void> {
  response.set({
    'Content-Type': picture.type,
    'Content-Length': String(picture.length),
    'Content-Disposition': 'inline',
    'Cache-Control': cacheControl,
    'X-Content-Type-Options': 'nosniff',
  });
  try {
    await pipeline(picture.stream, response);
  } catch (error) {
    // A reader who leaves in the middle is no failure of ours.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  }
}
