import { createHash } from 'node:crypto';
import { fileTypeFromBuffer } from 'file-type';
import sharp, { type Sharp } from 'sharp';
import sharpPhash from 'sharp-phash';
import { AppError } from '../errors.js';
import { takeTurns } from './take-turns.js';

/** A picture made anew from what was uploaded: nothing of the uploaded file itself is ever served. */
export interface ReadPicture {
  image: Buffer;
  type: 'image/jpeg' | 'image/webp';
  /** Pixels of `image`, upright. */
  width: number;
  height: number;
  /** WebP. */
  thumbnail: Buffer;
  /** Hex SHA-256 of the bytes as uploaded. */
  sha256: string;
  /** 64 bits as 16 hex digits. */
  perceptualHash: string;
}

/** What a sniffed type is called by the decoder: they must agree, or the file is one thing to each of them. */
const decoders: Record<string, string> = {
  'image/jpeg': 'jpeg',
  'image/png': 'png',
  'image/apng': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
};

/** 40 megapixels: more than phones take, and about 160 MB when decoded. */
const mostPixels = 40_000_000;
const longestSide = 2000;
const longestThumbnailSide = 400;
/** Seconds that one picture may keep the decoder busy. */
const patience = 20;

// Its types say `default`, the module itself is the function.
const perceive = sharpPhash as unknown as (image: Buffer) => Promise<string>;

const decode = takeTurns(2);

const refused = (code: 'unsupported_type' | 'unprocessable' | 'too_large', field: string, reason: string) =>
  new AppError(code, { fields: { [field]: { reason } } });

/**
 * Decodes a JPEG, PNG, WebP or GIF (of a moving one the first frame) and makes it anew: upright, in sRGB, without any
 * metadata, the longest side at most 2000 pixels. At most two are decoded at once.
 *
 * @throws AppError naming `field`: `unsupported_type` for anything else, `too_large` for more than 40 megapixels,
 * `unprocessable` when it is damaged.
 */
export async function readPicture(bytes: Buffer, field: string): Promise<ReadPicture> {
  if (bytes.length === 0) throw refused('unprocessable', field, 'picture_empty');
  // The sniffer reads a few bytes; a file that only begins like a picture fails in the decoder.
  const sniffed = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const decoder = sniffed && decoders[sniffed.mime];
  if (!decoder) throw refused('unsupported_type', field, 'picture_type');
  return decode(async () => {
    try {
      return await make(bytes, decoder, field);
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw refused('unprocessable', field, 'picture_damaged');
    }
  });
}

async function make(bytes: Buffer, decoder: string, field: string): Promise<ReadPicture> {
  // The header alone tells the size, so a bomb is never unpacked.
  const header = await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata();
  if (header.format !== decoder) throw refused('unsupported_type', field, 'picture_type');
  if (header.width * (header.pageHeight ?? header.height) > mostPixels) {
    throw refused('too_large', field, 'picture_pixels');
  }
  const options = { limitInputPixels: mostPixels, failOn: 'error', pages: 1, autoOrient: true } as const;
  const { data, info } = await sharp(bytes, options)
    .timeout({ seconds: patience })
    .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  const pixels = (): Sharp =>
    sharp(data, { raw: { width: info.width, height: info.height, channels: info.channels } });
  const seeThrough = info.channels % 2 === 0 && !(await pixels().stats()).isOpaque;
  // Transparency stays as it is seen, for the hash it is white: a hash needs one value a pixel.
  const opaque = () => pixels().flatten({ background: '#ffffff' });
  const [image, thumbnail, small] = await Promise.all([
    seeThrough
      ? pixels().webp({ quality: 90 }).toBuffer()
      : // Screenshots are text: without full colour resolution its edges smear.
        opaque()
          .jpeg({ quality: 84, chromaSubsampling: decoder === 'jpeg' ? '4:2:0' : '4:4:4', progressive: true })
          .toBuffer(),
    pixels()
      .resize(longestThumbnailSide, longestThumbnailSide, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 78 })
      .toBuffer(),
    opaque().resize(256, 256, { fit: 'fill' }).png().toBuffer(),
  ]);
  return {
    image,
    type: seeThrough ? 'image/webp' : 'image/jpeg',
    width: info.width,
    height: info.height,
    thumbnail,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    perceptualHash: BigInt(`0b${await perceive(small)}`)
      .toString(16)
      .padStart(16, '0'),
  };
}
