import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { aPerson, signIn } from '../helpers/accounts.js';
import { startSaring } from '../helpers/saring.js';

describe('claims: the page of the keys', () => {
  it('is for staff, and names every key that works and none that does not', async () => {
    const saring = await startSaring();
    try {
      await saring.request.get('/meja/tombol').expect(303);
      const ratna = await signIn(saring, await aPerson(saring));
      const { text } = await ratna.get('/meja/tombol').expect(200);
      const named = [...text.matchAll(/<dt>(.*?)<\/dt>/gs)].flatMap(([, keys = '']) =>
        keys.split('<span').map((one) => [...one.matchAll(/<kbd>(.*?)<\/kbd>/g)].map(([, key]) => key)),
      );
      const folder = new URL('../../views/', import.meta.url).pathname;
      const files = await readdir(folder, { recursive: true });
      const views = await Promise.all(
        files.filter((file) => file.endsWith('.hbs')).map((file) => readFile(join(folder, file), 'utf8')),
      );
      const works = new Set(['j', 'k', 'n', 'p', 'b', '[', ']', 'Esc', 'Enter']);
      for (const [, kind, keys = ''] of views.join('').matchAll(/data-(key|bulk|go)="([^"{]+)"/g)) {
        for (const key of keys.split(' ')) works.add(kind === 'go' ? `g ${key}` : key);
      }
      expect(new Set(named.map((keys) => keys.join(' ')).filter(Boolean))).to.deep.equal(works);
    } finally {
      await saring.close();
    }
  });
});
