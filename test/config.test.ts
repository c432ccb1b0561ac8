import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, describeSettings, loadConfig } from '../src/config.js';

const secret = 'a secret of forty characters for the tests';

describe('settings', () => {
  it('have defaults that run on a fresh machine', () => {
    const config = loadConfig({ SECRET: secret });
    expect(config).to.include({
      port: 3000,
      host: '127.0.0.1',
      baseUrl: 'http://localhost:3000',
      siteName: 'Saring',
      contactRetentionDays: 180,
    });
    expect(config.mongodbUri).to.equal(undefined);
    expect(config.mailFrom).to.equal('saring@localhost');
    expect(config.allowSelfPublish).to.equal(false);
    expect(Object.isFrozen(config)).to.equal(true);
  });

  it('count an empty variable as not set', () => {
    expect(loadConfig({ SECRET: secret, PORT: ' ', MONGODB_URI: '' }).port).to.equal(3000);
  });

  const bad: [Record<string, string>, RegExp][] = [
    [{ PORT: 'abc' }, /PORT must be a whole number/],
    [{ PORT: '70000' }, /PORT must be between 0 and 65535/],
    [{ BASE_URL: 'saring.example' }, /BASE_URL must be an http/],
    [{ BASE_URL: 'javascript:alert(1)' }, /BASE_URL must be an http/],
    [{ MONGODB_URI: 'postgres://x' }, /MONGODB_URI must start with mongodb/],
    [{ DATABASE: 'a/b' }, /DATABASE may hold/],
    [{ SECRET: 'short' }, /SECRET must have at least 32 characters/],
    [{ SMTP_URL: 'mail.example' }, /SMTP_URL must start with smtp/],
    [{ MAIL_FROM: 'x' }, /MAIL_FROM must be an e-mail/],
    [{ LOG_LEVEL: 'loud' }, /LOG_LEVEL must be fatal/],
    [{ ALLOW_SELF_PUBLISH: 'maybe' }, /ALLOW_SELF_PUBLISH must be true or false/],
  ];
  for (const [env, message] of bad) {
    it(`refuse ${JSON.stringify(env)}`, () => {
      expect(() => loadConfig({ SECRET: secret, ...env })).to.throw(ConfigError, message);
    });
  }

  it('name every bad variable at once', () => {
    expect(() => loadConfig({ PORT: 'x', SECRET: 'y' })).to.throw(ConfigError, /PORT.*SECRET/);
  });

  it('keep the address without its last slash', () => {
    expect(loadConfig({ SECRET: secret, BASE_URL: 'https://saring.example/' }).baseUrl).to.equal(
      'https://saring.example',
    );
  });

  it('make a secret once, for this folder, that others cannot read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'saring-config-'));
    try {
      const first = loadConfig({ DATA_DIR: folder }).secret;
      expect(first).to.match(/^[0-9a-f]{64}$/);
      expect(loadConfig({ DATA_DIR: folder }).secret).to.equal(first);
      expect(readFileSync(join(folder, 'secret'), 'utf8')).to.equal(first);
      expect(statSync(join(folder, 'secret')).mode & 0o777).to.equal(0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('are each described', () => {
    expect(describeSettings()).to.match(/^ {2}PROOF_OF_WORK_COST\n {6}.+\n {6}Default: /m);
  });
});
