import type { Readable } from 'node:stream';
import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { pictureBucket, type PictureMetadata } from './picture-bucket.js';

export interface OpenPicture {
  stream: Readable;
  type: string;
  /** Bytes. */
  length: number;
}

/** Opens a stored picture or thumbnail; null when there is none with this id. */
export async function openPicture(
  context: Context,
  id: Types.ObjectId | string,
): Promise<OpenPicture | null> {
  if (!Types.ObjectId.isValid(id)) return null;
  const bucket = pictureBucket(context);
  const [file] = await bucket.find({ _id: new Types.ObjectId(id) }, { limit: 1 }).toArray();
  if (!file) return null;
  const { type } = file.metadata as unknown as PictureMetadata;
  return { stream: bucket.openDownloadStream(file._id), type, length: file.length };
}
