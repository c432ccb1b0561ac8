import { expect } from 'chai';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('posts from other sites', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring({ env: { BASE_URL: 'https://saring.example' } });
  });
  after(() => saring.close());

  const post = (headers: Record<string, string>) =>
    saring.request
      .post('/cek')
      .type('form')
      .set({ Host: 'saring.internal:3000', ...headers })
      .send({ text: 'Bendungan jebol tadi malam, warga tiga desa diminta mengungsi' });

  const table: [string, Record<string, string>, number][] = [
    ['a browser that says same-origin', { 'Sec-Fetch-Site': 'same-origin' }, 200],
    ['a person who typed the address', { 'Sec-Fetch-Site': 'none' }, 200],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['another host of the same domain', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['an older browser on this site', { Origin: 'https://saring.example' }, 200],
    ['an older browser behind a proxy that keeps the host', { Origin: 'http://saring.internal:3000' }, 200],
    ['an older browser on another site', { Origin: 'https://evil.example' }, 403],
    ['a sandboxed frame', { Origin: 'null' }, 403],
    ['a program that is no browser', {}, 200],
  ];
  for (const [who, headers, status] of table) {
    it(`answers ${status} to ${who}`, async () => {
      const response = await post(headers);
      expect(response.status).to.equal(status);
      if (status === 403) expect(response.text).to.contain('datang dari situs lain');
    });
  }

  it('tells programs in JSON', async () => {
    const response = await saring.request
      .post('/api/v1/match')
      .set('Sec-Fetch-Site', 'cross-site')
      .send({ text: 'Bendungan jebol' });
    expect(response.status).to.equal(403);
    expect(response.body.error.code).to.equal('cross_site');
  });
});
