import { expect } from 'chai';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('every page', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('forbids scripts, frames and forms of others', async () => {
    const { headers } = await saring.request.get('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).to.contain("default-src 'self'").and.to.contain("frame-ancestors 'none'");
    expect(policy).to.contain("form-action 'self'").and.not.to.contain('unsafe');
    expect(headers['x-content-type-options']).to.equal('nosniff');
    expect(headers).not.to.have.property('x-powered-by');
  });

  it('is Indonesian, and English under /en with the same path', async () => {
    const indonesian = await saring.request.get('/lacak').expect(200);
    expect(indonesian.text).to.contain('<html lang="id">').and.to.contain('href="/en/lacak"');
    const english = await saring.request.get('/en/lacak').expect(200);
    expect(english.text).to.contain('<html lang="en">').and.to.contain('href="/lacak"');
    await saring.request.get('/en').expect(200);
    await saring.request.get('/english').expect(404);
  });

  it('that does not exist is a 404 in the language and form of who asked', async () => {
    expect((await saring.request.get('/tidak-ada').expect(404)).text).to.contain('tidak ditemukan');
    expect((await saring.request.get('/en/nothing').expect(404)).text).to.contain('<html lang="en">');
    const api = await saring.request.get('/api/v1/nothing').set('Accept-Language', 'en').expect(404);
    expect(api.body).to.deep.equal({
      error: { code: 'not_found', message: 'This page or record does not exist.' },
    });
  });

  it('gives files that may be kept for ever an address that changes with them', async () => {
    const { text } = await saring.request.get('/');
    const [, address] = /href="(\/css\/saring\.css\?v(?:=|&#x3D;)[0-9a-f]+)"/.exec(text) ?? [];
    const file = await saring.request.get(String(address).replace('&#x3D;', '=')).expect(200);
    expect(file.headers['cache-control']).to.contain('immutable');
  });

  it('gives no file outside public', async () => {
    for (const path of ['/../package.json', '/..%2fpackage.json', '/%2e%2e/package.json', '/.git/config']) {
      const { status } = await saring.request.get(path);
      expect(status, path).to.be.oneOf([400, 403, 404]);
    }
  });

  it('sets no cookie on citizens', async () => {
    for (const path of ['/', '/lapor', '/klarifikasi', '/masuk']) {
      expect((await saring.request.get(path)).headers, path).not.to.have.property('set-cookie');
    }
  });
});
