import type { Readable } from 'node:stream';
import mongoose, { type Types } from 'mongoose';
import type { Context } from '../context.js';

/** What is remembered beside the bytes of a document. */
export interface DocumentMetadata {
  request: Types.ObjectId;
  /** Until when it may wait for being part of a draft or a statement; missing once it is. */
  waitsUntil?: Date;
}

/** The documents of statements, in the same store as everything else. */
export function documentBucket(context: Context): mongoose.mongo.GridFSBucket {
  const { db } = context.store.connection;
  if (!db) throw new Error('the store is not connected');
  return new mongoose.mongo.GridFSBucket(db, { bucketName: 'documents' });
}

const filesOf = (context: Context) => context.store.connection.collection('documents.files');

/** Makes the index by which forgotten documents are found. Repeatable. */
export async function indexDocuments(context: Context): Promise<void> {
  await filesOf(context).createIndex({ 'metadata.waitsUntil': 1 }, { sparse: true });
}

/** Resolves once all bytes are stored. */
export function putDocument(
  context: Context,
  bytes: Buffer,
  metadata: DocumentMetadata,
): Promise<Types.ObjectId> {
  return new Promise((resolve, reject) => {
    const upload = documentBucket(context).openUploadStream('document', { metadata: { ...metadata } });
    upload.once('error', reject);
    upload.once('finish', () => resolve(upload.id));
    upload.end(bytes);
  });
}

/** Documents that are part of something wait no more; those that may not be any more begin to. */
export async function letWait(
  context: Context,
  files: readonly Types.ObjectId[],
  waitsUntil?: Date,
): Promise<void> {
  if (files.length === 0) return;
  await filesOf(context).updateMany(
    { _id: { $in: [...files] } },
    waitsUntil ? { $set: { 'metadata.waitsUntil': waitsUntil } } : { $unset: { 'metadata.waitsUntil': '' } },
  );
}

/** The bytes of a stored document. */
export function readDocument(context: Context, file: Types.ObjectId): Readable {
  return documentBucket(context).openDownloadStream(file);
}
