// Measures matching: how right, how fast, how large; beside SQLite's FTS5, minisearch and a plain BM25 in the same run.
// Usage: npm run bench:matching [-- --only quality|grouping|speed|odd] [--claims 10000,100000] [--json] [--data FOLDER]
import { parseArgs } from 'node:util';
import { createMatcher } from '../../src/matching/matcher.js';
import { inventTexts, randomFrom, readData, shuffled, textOf } from './matching/data.js';
import { measureGrouping } from './matching/grouping.js';
import { measureQuality } from './matching/quality.js';
import { measureSpeed } from './matching/speed.js';
import { createPrinter } from './matching/table.js';
import { timeEach } from './matching/timing.js';
import { measureOddInputs } from './matching/worst-inputs.js';

const PARTS = ['quality', 'grouping', 'speed', 'odd'];
const QUERIES_OF_EACH = 250;

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    data: { type: 'string', default: '../shared/data' },
    only: { type: 'string', default: PARTS.join(',') },
    claims: { type: 'string', default: '10000,100000' },
  },
});
const parts = new Set(options.only.split(','));
const sizes = options.claims.split(',').map(Number);
if (![...parts].every((part) => PARTS.includes(part)) || !sizes.every((size) => size > 0)) {
  console.error(`--only takes ${PARTS.join(', ')}; --claims takes numbers, with commas between.`);
  process.exit(2);
}

const printer = createPrinter(options.json);
const data = readData(options.data);
if (data === undefined) {
  console.error(`No data in ${options.data}: quality is not measured, and speed on invented texts.`);
}
const sets = data === undefined ? [] : [data.english, data.indonesian];
const reportsOf = (set: (typeof sets)[number]) =>
  set === data?.indonesian ? (set.sets[0]?.reports ?? []) : set.sets.flatMap(({ reports }) => reports);
const texts =
  data === undefined
    ? inventTexts(5000, randomFrom(3))
    : sets.flatMap((set) => set.claims.map((claim) => textOf(claim)));
const queries =
  data === undefined
    ? inventTexts(2 * QUERIES_OF_EACH, randomFrom(4))
    : shuffled(
        sets.flatMap((set) => shuffled(reportsOf(set), randomFrom(5)).slice(0, QUERIES_OF_EACH)),
        randomFrom(6),
      ).map(({ text }) => text);

if (parts.has('quality') && data !== undefined) measureQuality(printer, sets);
if (parts.has('grouping') && data !== undefined) {
  measureGrouping(printer, data.english.name, reportsOf(data.english));
}
if (parts.has('speed')) for (const size of sizes) measureSpeed(printer, texts, queries, size);
if (parts.has('odd')) {
  const matcher = createMatcher();
  texts.forEach((text, number) => matcher.set({ id: String(number), texts: [text] }));
  measureOddInputs(
    printer,
    matcher,
    timeEach(queries, (query) => matcher.decide(query)),
  );
}
printer.end();
