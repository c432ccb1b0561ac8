import { expect } from 'chai';
import { z } from 'zod';
import { AppError, asAppError, parse } from '../src/errors.js';

describe('errors', () => {
  const schema = z.strictObject({
    title: z.string().min(1).max(5),
    pages: z.number().int().max(9).optional(),
    kind: z.enum(['a', 'b']).optional(),
    sources: z.array(z.strictObject({ url: z.url() })).optional(),
    code: z.string({ error: 'not_an_id' }).optional(),
  });

  const problems = (value: unknown) => {
    try {
      parse(schema, value);
    } catch (error) {
      expect(error).to.be.instanceOf(AppError);
      return { ...(error as AppError).details.fields };
    }
    throw new Error('it was taken');
  };

  const table: [string, unknown, Record<string, unknown>][] = [
    ['a missing field', {}, { title: { reason: 'required' } }],
    ['an empty one', { title: '' }, { title: { reason: 'required' } }],
    [
      'one that is too long',
      { title: '123456' },
      { title: { reason: 'too_big_string', params: { maximum: 5 } } },
    ],
    ['another type', { title: { $gt: '' } }, { title: { reason: 'wrong_type' } }],
    ['no object', null, { body: { reason: 'wrong_type' } }],
    ['a choice that there is not', { title: 'a', kind: 'c' }, { kind: { reason: 'invalid_value' } }],
    ['a reason of the schema’s own', { title: 'a', code: 1 }, { code: { reason: 'not_an_id' } }],
    [
      'fields deep inside, all of them',
      { title: '', sources: [{ url: 'x' }, { url: 'https://a.example' }, {}] },
      {
        title: { reason: 'required' },
        'sources.0.url': { reason: 'format_url' },
        'sources.2.url': { reason: 'required' },
      },
    ],
    ['an unknown field', { title: 'a', x: 1 }, { x: { reason: 'unknown' } }],
    ['a field called constructor', { title: 'a', constructor: 1 }, { constructor: { reason: 'unknown' } }],
    [
      'a field called __proto__',
      JSON.parse('{"title":"a","__proto__":{"admin":true}}'),
      JSON.parse('{"__proto__":{"reason":"unknown"}}') as Record<string, unknown>,
    ],
  ];
  for (const [what, value, expected] of table) {
    it(`name ${what}`, () => {
      expect(problems(value)).to.deep.equal(expected);
    });
  }

  it('name no more fields than anybody reads', () => {
    const body = Object.fromEntries(Array.from({ length: 60_000 }, (_, at) => [`x${at}`, 1]));
    expect(Object.keys(problems({ title: 'a', ...body }))).to.have.length(100);
  });

  it('that nobody foresaw tell nothing', () => {
    const error = asAppError(new Error('the password is 1234'));
    expect(error.status).to.equal(500);
    expect(error.message).not.to.contain('1234');
  });
});
