import { expect } from 'chai';
import { localPath } from '../../src/accounts/local-path.js';

describe('accounts: where signing in leads back to', () => {
  const own = [
    '/meja',
    '/en/meja/klaim/65f0?cursor=abc',
    '/meja?q=a%20b#laporan',
    '/',
    '/meja?next=//contoh.example',
  ];
  for (const path of own) {
    it(`keeps ${path}`, () => expect(localPath(path, '/meja')).to.equal(path));
  }

  const foreign: unknown[] = [
    '//contoh.example',
    '///contoh.example',
    '/\\contoh.example',
    '\\\\contoh.example',
    '/\t/contoh.example',
    '/\n/contoh.example',
    ' //contoh.example',
    '/a/..//contoh.example',
    'https://contoh.example/meja',
    'javascript:alert(1)',
    'meja',
    '',
    `/${'a'.repeat(3000)}`,
    undefined,
    ['/meja'],
    { $gt: '' },
  ];
  for (const path of foreign) {
    it(`does not follow ${JSON.stringify(path)?.slice(0, 40)}`, () =>
      expect(localPath(path, '/meja')).to.equal('/meja'));
  }
});
