import fc from 'fast-check';

/** Values that break programs which trust what they are given. */
export const hostileTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\uD800',
  '\uDC00\uD800',
  '\u202Egnp.exe',
  '﷽'.repeat(200),
  '🧨'.repeat(500),
  'a'.repeat(20_001),
  '-1',
  '1e309',
  'NaN',
  'null',
  'undefined',
  'true',
  '[object Object]',
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  'C:\\Windows\\win.ini',
  '//evil.example',
  '/\\evil.example',
  'https://evil.example/\r\nSet-Cookie: a=b',
  'javascript:alert(1)',
  'data:text/html;base64,PHNjcmlwdD4=',
  'file:///etc/passwd',
  'http://[::1',
  'http://user:pass@localhost:0/',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '{{#with this}}{{lookup . "constructor"}}{{/with}}',
  '${7*7}',
  '[a](javascript:alert(1))',
  '![x](https://evil.example/x.png)',
  '{"$gt":""}',
  '$where',
  "'; return true; var a='",
  '(a+)+$',
  '(((((((((((((((((((((a',
  '[[[[[',
  '%',
  '%00',
  '%c0%ae',
  '%ff%fe',
  'SRG-0000-0000',
  '000000000000000000000000',
  'ffffffffffffffffffffffff',
  '2026-13-45',
  'ID-XX',
] as const;

/** Field names that the product knows, and names that no form should have. */
export const fieldNames = [
  'text',
  'urls',
  'channel',
  'region',
  'doubt',
  'contact',
  'email',
  'contact[email]',
  'files',
  'step',
  'idempotencyKey',
  'altcha',
  'password',
  'next',
  'name',
  'role',
  'label',
  'title',
  'summary',
  'body',
  'verdict',
  'kind',
  'sources',
  'claims',
  'claim',
  'note',
  'reason',
  'status',
  'state',
  'into',
  'reports',
  'version',
  'person',
  'release',
  'statement',
  'topic',
  'q',
  'cursor',
  'sort',
  'limit',
  'cover',
  'alt',
  'versi',
  'tahun',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '$where',
  '$gt',
  'a.b.c',
  '',
] as const;

const text = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary', maxLength: 60 }));

const operator = fc.constantFrom(
  { $gt: '' },
  { $ne: null },
  { $where: 'sleep(1000)' },
  { $regex: '(a+)+$' },
  { $in: [] },
  { __proto__: { admin: true } },
  { constructor: { prototype: { admin: true } } },
);

/** Any value that JSON can carry, with a liking for the nasty. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: operator },
  fc.constantFrom(null, true, false, 0, -1, 1e308, 2 ** 53, [], {}, [[]], [null], Array(300).fill('a')),
  fc.array(text, { maxLength: 8 }),
  fc.jsonValue({ maxDepth: 4 }),
);

export const hostileFields: fc.Arbitrary<Record<string, unknown>> = fc
  .array(fc.tuple(fc.constantFrom(...fieldNames), hostileValue), { maxLength: 8 })
  .map((pairs) => Object.fromEntries(pairs));

/** A query string, not always well-formed. */
export const hostileQuery: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...fieldNames), text, fc.constantFrom('', '[]', '[$gt]', '[a][b]')), {
    maxLength: 5,
  })
  .map((pairs) =>
    pairs.map(([name, value, suffix]) => `${encodeURIComponent(name)}${suffix}=${encode(value)}`).join('&'),
  );

/** A part of a path. */
export const hostilePart: fc.Arbitrary<string> = text.map(encode).map((part) => part || '%20');

// Half of the nasty texts are already percent signs; a lone surrogate cannot be encoded at all.
function encode(value: string): string {
  if (value.startsWith('%')) return value;
  return encodeURIComponent(value.toWellFormed()).slice(0, 4000);
}
