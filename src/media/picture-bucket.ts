import mongoose, { type Types } from 'mongoose';
import type { Context } from '../context.js';

/** What is remembered beside the bytes of a picture. */
export interface PictureMetadata {
  type: string;
  /**
   * Hex SHA-256 of the upload, and until when it may wait for the report that it was uploaded for. Missing once a
   * report has it, and for pictures that were not uploaded for a report.
   */
  waiting?: { sha256: string; until: Date };
}

export type PictureBucket = mongoose.mongo.GridFSBucket;

/** Every picture and thumbnail, in the same store as everything else. */
export function pictureBucket(context: Context): PictureBucket {
  const { db } = context.store.connection;
  if (!db) throw new Error('the store is not connected');
  return new mongoose.mongo.GridFSBucket(db, { bucketName: 'pictures' });
}

/** Makes the index by which pictures whose report never came are found. Repeatable. */
export async function indexPictures(context: Context): Promise<void> {
  await context.store.connection
    .collection('pictures.files')
    .createIndex({ 'metadata.waiting.until': 1 }, { sparse: true });
}

/** Resolves once all bytes are stored. */
export function putPicture(
  bucket: PictureBucket,
  bytes: Buffer,
  metadata: PictureMetadata,
): Promise<Types.ObjectId> {
  return new Promise((resolve, reject) => {
    const upload = bucket.openUploadStream('picture', { metadata: { ...metadata } });
    upload.once('error', reject);
    upload.once('finish', () => resolve(upload.id));
    upload.end(bytes);
  });
}
