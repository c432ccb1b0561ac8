import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import sharp, { type Sharp } from 'sharp';
import { createTextReader, type TextReader } from '../../../src/media/reading/text-reader.js';
import { readPicture } from '../../../src/media/read-picture.js';

interface Sample {
  key: string;
  style: string;
  title: string;
  lines: string[];
}

const folder = new URL('../../../seed/', import.meta.url);
const isWord = /[\p{L}\p{N}]+/gu;
const wordsOf = (text: string): string[] => text.toLowerCase().match(isWord) ?? [];

/** How many of the known words stand in the text, in their order (the longest common subsequence). */
function inOrder(known: readonly string[], read: readonly string[]): number {
  let row = Array.from({ length: read.length + 1 }, () => 0);
  for (const word of known) {
    const next = [0];
    for (const [at, other] of read.entries())
      next.push(word === other ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    row = next;
  }
  return row.at(-1) ?? 0;
}

describe('reading the text in pictures', function () {
  this.timeout(180_000);
  let reader: TextReader;
  let samples: Sample[];
  before(async () => {
    reader = createTextReader();
    samples = JSON.parse(await readFile(new URL('pictures.json', folder), 'utf8')) as Sample[];
  });
  after(() => reader.close());

  /** The share of words that are right over all samples, 0…1, each stored as an upload is and then read. */
  async function shareRight(change: (picture: Sharp) => Sharp): Promise<number> {
    let right = 0;
    let all = 0;
    for (const { key, title, lines } of samples) {
      const original = await readFile(new URL(`pictures/${key}.png`, folder));
      const { image } = await readPicture(await change(sharp(original)).toBuffer(), 'file');
      // Emojis are not drawn.
      const known = wordsOf([title, ...lines].join(' '));
      const count = inOrder(known, wordsOf(await reader.read(image)));
      right += count;
      all += known.length;
    }
    return right / all;
  }

  it('gets at least 95 of 100 words of the sample screenshots and posters right', async () => {
    expect(await shareRight((picture) => picture.png())).to.be.at.least(0.95);
  });

  it('gets nearly as many right when they were passed on as small, bad JPEGs', async () => {
    const passedOn = (picture: Sharp) =>
      picture.flatten({ background: '#fff' }).resize(480).jpeg({ quality: 55 });
    expect(await shareRight(passedOn)).to.be.at.least(0.9);
  });

  it('gets them right in dark mode', async () => {
    expect(await shareRight((picture) => picture.negate({ alpha: false }).png())).to.be.at.least(0.95);
  });

  it('finds no text where there is none', async () => {
    const noise = await sharp({
      create: {
        width: 400,
        height: 300,
        channels: 3,
        background: '#888',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg()
      .toBuffer();
    expect(await reader.read(noise)).to.equal('');
  });

  it('says why a picture cannot be read, and reads the next one', async () => {
    const failure = await reader.read(Buffer.from('no picture')).catch((error: unknown) => error);
    expect(failure).to.be.an.instanceOf(Error);
    const original = await readFile(new URL('pictures/sms-undian-mobil.png', folder));
    expect(await reader.read(original)).to.match(/mobil/i);
  });
});
