import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import multer, { type StorageEngine } from 'multer';
import { AppError, badInput } from '../errors.js';
import { createUploadBudget, type UploadBudget } from './upload-budget.js';

/** 8 MB, as the form says. */
export const mostPictureBytes = 8 * 1024 * 1024;
/** A form that announces more is not read at all. */
const mostFormBytes = 200 * 1024 * 1024;
const mostFieldBytes = 256 * 1024;

/** Ten full forms at once, three of them from one address (a household, or a part of a mobile network). */
const memory = createUploadBudget({ all: 560 * 1024 * 1024, oneAddress: 168 * 1024 * 1024 });

/**
 * Reads a multipart form with pictures into memory; other bodies pass untouched. A picture that is too large, or one
 * too many, is read past, so that the rest of the form is there for showing it again: `uploadedPictures` tells.
 *
 * @throws AppError `too_large`, `bad_input` for what is no form, `too_many` while there is no memory for it.
 */
export function pictureUpload({
  field,
  most,
  fields = 60,
  budget = memory,
}: {
  field: string;
  most: number;
  /** Most other fields of the form. */
  fields?: number;
  budget?: UploadBudget;
}): RequestHandler {
  const mostKept = most * mostPictureBytes + fields * mostFieldBytes;
  const read = multer({
    storage: inMemory(most),
    limits: {
      files: 10 * most,
      fields,
      parts: fields + 10 * most,
      fieldNameSize: 100,
      fieldSize: mostFieldBytes,
      headerPairs: 20,
      // A name such as `a[4000000000]` would make a list with that many holes, and walking them stops the server.
      fieldNestingDepth: 1,
      fieldArrayIndexLimit: fields,
    },
  }).array(field);
  return (request, response, goOn) => {
    if (Number(request.get('Content-Length')) > mostFormBytes) throw new AppError('too_large');
    const next = request.is('multipart') ? holdMemory(budget, mostKept, request, response, goOn) : goOn;
    void read(request, response, (error: unknown) => {
      if (error instanceof multer.MulterError && error.code === 'LIMIT_UNEXPECTED_FILE') {
        next(badInput({ [error.field ?? field]: { reason: 'unknown' } }));
      } else if (error === undefined || error === null || error instanceof multer.MulterError) next(error);
      else if (error instanceof AppError) next(error);
      // The parser throws plain errors: no boundary, a part without a name, a body that ends too soon.
      else next(badInput({ body: { reason: 'malformed' } }));
    });
  };
}

/**
 * Takes memory as the form arrives, until the answer is sent. Where there is none left, the form is answered at once
 * and the connection closed, since a slow sender would keep what came so far.
 *
 * @param mostKept what comes after so many bytes is read past, not kept.
 * @returns what goes on in place of `next`, unless it was answered already.
 */
function holdMemory(
  budget: UploadBudget,
  mostKept: number,
  request: Request,
  response: Response,
  next: NextFunction,
): NextFunction {
  const holding = budget.begin(ipKeyGenerator(request.ip ?? '', 56));
  response.once('close', () => holding.end());
  let came = 0;
  let refused = false;
  request.on('data', (chunk: Buffer) => {
    if (refused || came >= mostKept) return;
    came += chunk.length;
    if (holding.take(chunk.length)) return;
    refused = true;
    request.unpipe();
    request.resume();
    response.set('Connection', 'close');
    next(new AppError('too_many', { retryAfter: 10 }));
  });
  return (error?: unknown) => {
    if (!refused) next(error);
  };
}

function inMemory(most: number): StorageEngine {
  const kept = new WeakMap<Request, number>();
  return {
    _handleFile(request, file, done) {
      const number = (kept.get(request) ?? 0) + 1;
      kept.set(request, number);
      const chunks: Buffer[] = [];
      let size = 0;
      file.stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (number > most || size > mostPictureBytes) chunks.length = 0;
        else chunks.push(chunk);
      });
      file.stream.once('error', done);
      file.stream.once('end', () => done(null, { size, buffer: Buffer.concat(chunks) }));
    },
    _removeFile(_request, _file, done) {
      done(null);
    },
  };
}

/**
 * The bytes of each uploaded picture, in the order of the form.
 * @throws AppError `bad_input` for more than `most`, `too_large` naming every picture over 8 MB as `files.N`.
 */
export function uploadedPictures(request: Request, { field = 'files', most = 5 } = {}): Buffer[] {
  const files = Array.isArray(request.files) ? request.files : [];
  if (files.length > most) {
    throw badInput({ [field]: { reason: 'too_big_array', params: { maximum: most } } });
  }
  const large = files.flatMap(({ size }, at) => (size > mostPictureBytes ? [`${field}.${at}`] : []));
  if (large.length > 0) {
    throw new AppError('too_large', {
      fields: Object.fromEntries(large.map((path) => [path, { reason: 'file_too_large' }])),
    });
  }
  return files.map(({ buffer }) => buffer);
}
