// Draws seed/pictures/*.png from pictures.json: node seed/draw-pictures.mjs
// The drawings are kept in the repository, since letters look like boxes on a machine without fonts.
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const folder = new URL('pictures/', import.meta.url);
const pictures = JSON.parse(readFileSync(new URL('pictures.json', import.meta.url), 'utf8'));

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
// Emojis are left out: few fonts draw them.
const shown = (text) =>
  text
    .replaceAll(/\p{Extended_Pictographic}|\uFE0F/gu, '')
    .trim()
    .replaceAll(/[&<>]/g, (character) => escapes[character]);

function wrap(text, longest) {
  const lines = [''];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last && `${last} ${word}`.length > longest) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

const text = (x, y, size, fill, content, more = '') =>
  `<text x="${x}" y="${y}" font-family="DejaVu Sans" font-size="${size}" fill="${fill}" ${more}>${shown(content)}</text>`;

const looks = {
  chat: { width: 540, paper: '#e7ded3', bubble: '#ffffff', bar: '#0b5c50', ink: '#1c2423', onBar: '#ffffff' },
  sms: { width: 540, paper: '#f3f4f6', bubble: '#dfe5ee', bar: '#f3f4f6', ink: '#1b1f27', onBar: '#1b1f27' },
  post: { width: 540, paper: '#ffffff', bubble: '#ffffff', bar: '#eef1f6', ink: '#1b1f27', onBar: '#1b1f27' },
};

function message({ style, title, lines }) {
  const look = looks[style];
  const wrapped = lines.flatMap((line) => wrap(line, 38));
  const height = 150 + wrapped.length * 32;
  const body = wrapped.map((line, at) => text(44, 140 + at * 32, 20, look.ink, line)).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${look.width}" height="${height}">
    <rect width="100%" height="100%" fill="${look.paper}"/>
    <rect width="100%" height="76" fill="${look.bar}"/><circle cx="44" cy="38" r="20" fill="#9fb3ae"/>
    ${text(80, 46, 22, look.onBar, title, 'font-weight="bold"')}
    <rect x="20" y="100" rx="14" width="${look.width - 40}" height="${height - 124}" fill="${look.bubble}"/>${body}</svg>`;
}

function poster({ title, lines }) {
  const heading = wrap(title, 18);
  const wrapped = lines.flatMap((line) => wrap(line, 34));
  const height = 150 + heading.length * 52 + wrapped.length * 38;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="600" height="${height}">
    <rect width="100%" height="100%" fill="#b3261e"/><rect x="16" y="16" width="568" height="${height - 32}" fill="#fff4d6"/>
    ${heading.map((line, at) => text(300, 84 + at * 52, 40, '#b3261e', line, 'font-weight="bold" text-anchor="middle"')).join('')}
    ${wrapped.map((line, at) => text(300, 110 + heading.length * 52 + at * 38, 24, '#2b1d12', line, 'text-anchor="middle"')).join('')}</svg>`;
}

function cover({ title, lines }) {
  const heading = wrap(title, 24);
  const wrapped = lines.flatMap((line) => wrap(line, 46));
  // The sieve: a field of holes through which only some get.
  const holes = Array.from({ length: 60 }, (_, at) => {
    const column = at % 12;
    const row = Math.floor(at / 12);
    return `<circle cx="${820 + column * 32 + (row % 2) * 16}" cy="${90 + row * 28}" r="6" fill="#f4c95d" opacity="${0.9 - row * 0.17}"/>`;
  }).join('');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630">
    <rect width="1200" height="630" fill="#12343b"/>${holes}<rect x="80" y="470" width="120" height="8" fill="#f4c95d"/>
    ${heading.map((line, at) => text(80, 300 + at * 72 - (heading.length - 1) * 30, 60, '#fdf8ee', line, 'font-weight="bold"')).join('')}
    ${wrapped.map((line, at) => text(80, 540 + at * 44, 32, '#d7e3df', line)).join('')}</svg>`;
}

mkdirSync(folder, { recursive: true });
for (const picture of pictures) {
  const drawing = { poster, cover }[picture.style] ?? message;
  await sharp(Buffer.from(drawing(picture)))
    .png({ palette: true, colours: 64, compressionLevel: 9 })
    .toFile(fileURLToPath(new URL(`${picture.key}.png`, folder)));
}
