import type { Request, RequestHandler } from 'express';
import multer from 'multer';
import { AppError, badInput } from '../errors.js';

/** 8 MB, as the form says. */
export const mostPictureBytes = 8 * 1024 * 1024;

/**
 * Reads a multipart form with pictures into memory; other bodies pass untouched. What is wrong with the form itself
 * is told as bad input, too large a file as 413.
 */
export function pictureUpload({ field, most }: { field: string; most: number }): RequestHandler {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: {
      fileSize: mostPictureBytes,
      files: most,
      fields: 60,
      parts: 60 + most,
      fieldNameSize: 100,
      fieldSize: 256 * 1024,
      headerPairs: 20,
    },
  }).array(field, most);
  return (request, response, next) => {
    void read(request, response, (error: unknown) => {
      if (error === undefined || error === null || error instanceof multer.MulterError) next(error);
      else if (error instanceof AppError) next(error);
      // The parser throws plain errors: no boundary, a part without a name, a body that ends too soon.
      else next(badInput({ body: { reason: 'malformed' } }));
    });
  };
}

/** The bytes of each uploaded picture, in the order of the form. */
export function uploadedPictures(request: Request): Buffer[] {
  return Array.isArray(request.files) ? request.files.map((file) => file.buffer) : [];
}
