import sharp from 'sharp';

/** A side of the squares by which the background is looked for, in pixels: a little more than a letter is high. */
const square = 8;
/** Letters are smaller than this many squares across, so that the median of so many is what lies behind them. */
const around = 9;
/** Narrower pictures are enlarged: letters that are lower than about 20 pixels are guessed at. */
const narrowest = 500;
const widest = 2000;

/**
 * Makes a picture a page of dark letters on white, whatever stood on what: each pixel becomes its distance from what
 * lies behind it. So white on a dark bar is read as black on white is, and a coloured poster as a letter.
 *
 * @returns a PNG in grey.
 */
export async function plainPage(bytes: Buffer): Promise<Buffer> {
  const grey = sharp(bytes).flatten({ background: '#ffffff' }).greyscale();
  const { width: wide } = await grey.metadata();
  const width = Math.min(Math.max(wide, narrowest), widest);
  const { data, info } = await grey.resize(width).raw().toBuffer({ resolveWithObject: true });
  const size = { width: info.width, height: info.height };
  const raw = { ...size, channels: 1 } as const;
  const behind = await sharp(data, { raw })
    .resize(Math.max(around, Math.round(size.width / square)), null, { kernel: 'nearest' })
    .median(around)
    .toBuffer({ resolveWithObject: true });
  const background = await sharp(behind.data, {
    raw: { width: behind.info.width, height: behind.info.height, channels: behind.info.channels },
  })
    .resize(size.width, size.height, { fit: 'fill', kernel: 'linear' })
    .extractChannel(0)
    .raw()
    .toBuffer();
  const page = Buffer.alloc(data.length);
  for (let at = 0; at < data.length; at += 1) {
    const [pixel, ground] = [data[at] ?? 0, background[at] ?? 0];
    // Of what could lie between the background and black, or white, how much does?
    const ink = ground < 128 ? (pixel - ground) / Math.max(64, 255 - ground) : (ground - pixel) / ground;
    page[at] = 255 - Math.round(255 * Math.min(1, Math.max(0, ink)));
  }
  return sharp(page, { raw }).png({ compressionLevel: 1 }).toBuffer();
}
