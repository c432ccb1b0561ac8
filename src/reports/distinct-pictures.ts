import { createHash } from 'node:crypto';

/** As `ReportPicture.sha256` names the bytes of an uploaded file. */
export const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

/** Each picture once, the first of the same bytes: people choose a file again when a form did not go through. */
export function distinctPictures<Picture extends { sha256: string }>(
  pictures: readonly Picture[],
): Picture[] {
  const seen = new Set<string>();
  return pictures.filter(({ sha256 }) => !seen.has(sha256) && seen.add(sha256));
}
