import { expect } from 'chai';
import sharp from 'sharp';
import { AppError } from '../../src/errors.js';
import { createPictureIndex } from '../../src/media/picture-index.js';
import { readPicture } from '../../src/media/read-picture.js';
import { takeTurns } from '../../src/media/take-turns.js';
import { aPicture, aPictureBomb } from '../helpers/reports.js';

async function refusal(bytes: Buffer): Promise<{ code: string; reason: string | undefined }> {
  try {
    await readPicture(bytes, 'files.0');
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { code: error.code, reason: error.details.fields?.['files.0']?.reason };
  }
  throw new Error('the picture was taken');
}

const distance = (a: string, b: string) => {
  const index = createPictureIndex();
  index.add('a', a);
  return index.near(b, 64)[0]?.distance;
};

describe('reading pictures', () => {
  for (const format of ['jpeg', 'png', 'webp', 'gif'] as const) {
    it(`makes a ${format} anew`, async () => {
      const bytes = await aPicture(format);
      const read = await readPicture(bytes, 'files.0');
      const image = await sharp(read.image).metadata();
      expect(image.format).to.equal('jpeg');
      expect([image.width, image.height]).to.deep.equal([640, 480]);
      const thumbnail = await sharp(read.thumbnail).metadata();
      expect([thumbnail.format, thumbnail.width, thumbnail.height]).to.deep.equal(['webp', 400, 300]);
      expect(read.sha256).to.match(/^[0-9a-f]{64}$/);
      expect(read.perceptualHash).to.match(/^[0-9a-f]{16}$/);
    });
  }

  it('strips where and with what a photo was taken, and turns it upright', async () => {
    const photo = await sharp(await aPicture('jpeg'))
      .withExif({
        IFD0: { Make: 'Merek', Model: 'Ponsel' },
        IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '6/1 12/1 0/1' },
      })
      .withMetadata({ orientation: 6 })
      .toBuffer();
    expect((await sharp(photo).metadata()).exif?.includes('Ponsel')).to.equal(true);
    const { image, thumbnail, width, height } = await readPicture(photo, 'files.0');
    expect([width, height]).to.deep.equal([480, 640]);
    for (const made of [image, thumbnail]) {
      const { exif, xmp, iptc, icc, orientation } = await sharp(made).metadata();
      expect([exif, xmp, iptc, icc, orientation]).to.deep.equal(Array(5).fill(undefined));
      expect(made.includes('Ponsel')).to.equal(false);
    }
  });

  it('makes large ones smaller', async () => {
    const { width, height } = await readPicture(
      await aPicture('jpeg', { width: 4000, height: 1000 }),
      'files.0',
    );
    expect([width, height]).to.deep.equal([2000, 500]);
  });

  it('keeps transparency', async () => {
    const bytes = await sharp({
      create: { width: 90, height: 90, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.2 } },
    })
      .png()
      .toBuffer();
    const read = await readPicture(bytes, 'files.0');
    expect(read.type).to.equal('image/webp');
    expect((await sharp(read.image).metadata()).hasAlpha).to.equal(true);
  });

  it('takes the first frame of a moving one', async () => {
    const frames = await Promise.all(
      ['#c00', '#0c0', '#00c'].map((background) =>
        sharp({ create: { width: 60, height: 40, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const moving = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    const { width, height, image } = await readPicture(moving, 'files.0');
    expect([width, height]).to.deep.equal([60, 40]);
    const { dominant } = await sharp(image).stats();
    expect(dominant.r).to.be.above(150);
  });

  it('hashes the same picture alike after it was shrunk and saved anew, and another one differently', async () => {
    const original = await readPicture(await aPicture('png'), 'files.0');
    const passedOn = await readPicture(
      await sharp(await aPicture('png'))
        .resize(300)
        .jpeg({ quality: 40 })
        .toBuffer(),
      'files.0',
    );
    const other = await readPicture(await aPicture('png', { seed: 5 }), 'files.0');
    expect(distance(original.perceptualHash, passedOn.perceptualHash)).to.be.at.most(10);
    expect(distance(original.perceptualHash, other.perceptualHash)).to.be.above(10);
  });

  it('lets go of what hangs on a picture', async () => {
    const polyglot = Buffer.concat([
      await aPicture('jpeg'),
      Buffer.from('<script>alert(1)</script>PK\u0003\u0004'),
    ]);
    const { image } = await readPicture(polyglot, 'files.0');
    expect(image.includes('<script>')).to.equal(false);
  });

  const refused: [string, () => Promise<Buffer> | Buffer, string, string][] = [
    ['an empty file', () => Buffer.alloc(0), 'unprocessable', 'picture_empty'],
    ['a text', () => Buffer.from('halo, ini bukan gambar'), 'unsupported_type', 'picture_type'],
    [
      'an SVG',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      'unsupported_type',
      'picture_type',
    ],
    [
      'HTML',
      () => Buffer.from('<!doctype html><script>alert(1)</script>'),
      'unsupported_type',
      'picture_type',
    ],
    ['a TIFF', () => aPicture('tiff'), 'unsupported_type', 'picture_type'],
    ['a PDF', () => Buffer.from('%PDF-1.7\n1 0 obj'), 'unsupported_type', 'picture_type'],
    ['six bytes of a GIF', () => Buffer.from('GIF89a'), 'unprocessable', 'picture_damaged'],
    [
      'a script behind a GIF header',
      () => Buffer.from('GIF89a/*<script>alert(1)</script>*/'),
      'unprocessable',
      'picture_damaged',
    ],
    ['half a JPEG', async () => halfOf(await aPicture('jpeg')), 'unprocessable', 'picture_damaged'],
    ['half a PNG', async () => halfOf(await aPicture('png')), 'unprocessable', 'picture_damaged'],
    ['half a WebP', async () => halfOf(await aPicture('webp')), 'unprocessable', 'picture_damaged'],
    ['a bomb', () => aPictureBomb(), 'too_large', 'picture_pixels'],
  ];
  for (const [what, make, code, reason] of refused) {
    it(`refuses ${what}`, async () => {
      expect(await refusal(await make())).to.deep.equal({ code, reason });
    });
  }
});

const halfOf = (bytes: Buffer) => bytes.subarray(0, Math.floor(bytes.length / 2));

describe('the index of pictures', () => {
  it('finds what differs in few bits, nearest first', () => {
    const index = createPictureIndex();
    index.add('one', 'ffffffff00000000');
    index.add('two', 'ffffffff0000000f');
    index.add('two', 'ffffffff0000000f');
    index.add('far', '00000000ffffffff');
    expect(index.size).to.equal(3);
    expect(index.near('ffffffff00000001', 10)).to.deep.equal([
      { report: 'one', distance: 1 },
      { report: 'two', distance: 3 },
    ]);
  });
});

describe('taking turns', () => {
  it('lets so many run at once, in order, and goes on after a failure', async () => {
    const turns = takeTurns(2);
    let running = 0;
    let most = 0;
    const started: number[] = [];
    const results = await Promise.allSettled(
      [1, 2, 3, 4, 5, 6].map((n) =>
        turns(async () => {
          started.push(n);
          running += 1;
          most = Math.max(most, running);
          await new Promise((resolve) => setImmediate(resolve));
          running -= 1;
          if (n === 2) throw new Error('no');
          return n;
        }),
      ),
    );
    expect(most).to.equal(2);
    expect(started).to.deep.equal([1, 2, 3, 4, 5, 6]);
    expect(results.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
  });
});
