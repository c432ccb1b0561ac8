import { expect } from 'chai';
import { checkPassword, hashPassword, oneTimePassword } from '../../src/accounts/password.js';

describe('accounts: passwords', () => {
  it('are kept as argon2id with a salt of their own', async () => {
    const [one, other] = await Promise.all([hashPassword('kuda baterai'), hashPassword('kuda baterai')]);
    expect(one).to.match(/^\$argon2id\$v=19\$m=47104,t=5,p=1\$/);
    expect(one).not.to.equal(other);
  });

  it('are recognised, also when another keyboard composed the letters differently', async () => {
    const hash = await hashPassword('caf\u00e9 pagi hari');
    expect(await checkPassword('cafe\u0301 pagi hari', hash)).to.equal(true);
    expect(await checkPassword('cafe pagi hari', hash)).to.equal(false);
  });

  it('belong to nobody when there is no hash', async () => {
    expect(await checkPassword('apa saja', undefined)).to.equal(false);
  });

  it('that are made up can be read out: four groups without letters that look alike', () => {
    const made = Array.from({ length: 200 }, oneTimePassword);
    for (const password of made) expect(password).to.match(/^[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}$/);
    expect(new Set(made).size).to.equal(made.length);
  });
});
