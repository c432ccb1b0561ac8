import { expect } from 'chai';
import { signIn } from '../helpers/accounts.js';
import { anArticle, wordsOf } from '../helpers/library.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const phone =
  'Mozilla/5.0 (Linux; Android 13; SM-A135F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36';
const laptop = 'Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0';

describe('counting readers', () => {
  let saring: Saring;
  let slug: string;
  beforeEach(async () => {
    saring = await startSaring({ env: { TRUST_PROXY: '1' } });
    ({ slug } = await anArticle(saring));
  });
  afterEach(() => saring.close());

  const visit = (agent: string | undefined, headers: Record<string, string> = {}, path = '') => {
    const request = saring.request.get(`${path}/klarifikasi/${slug}`).set(headers);
    return (agent === undefined ? request.unset('User-Agent') : request.set('User-Agent', agent)).expect(200);
  };
  const views = async () => (await saring.context.models.Clarification.findOne({ slug }).lean())?.views;

  it('counts a reader once a day, however often they come, in either language', async () => {
    const { text } = await visit(phone);
    expect(wordsOf(text)).to.contain('pembaca 1');
    await visit(phone);
    await visit(phone, {}, '/en');
    await visit(phone, { 'Cache-Control': 'no-cache', Pragma: 'no-cache' });
    expect(await views()).to.equal(1);
    saring.clock.advance(24 * 60);
    await visit(phone);
    expect(await views()).to.equal(2);
  });

  it('counts another reader: another address, or another browser behind the same one', async () => {
    await visit(phone, { 'X-Forwarded-For': '203.0.113.7' });
    await visit(phone, { 'X-Forwarded-For': '203.0.113.8' });
    await visit(laptop, { 'X-Forwarded-For': '203.0.113.8' });
    expect(await views()).to.equal(3);
  });

  it('counts each article by itself', async () => {
    const other = await anArticle(saring);
    await visit(phone);
    await saring.request.get(`/klarifikasi/${other.slug}`).set('User-Agent', phone).expect(200);
    expect(await views()).to.equal(1);
  });

  it('does not count programs, link previews, fetching ahead, or HEAD', async () => {
    for (const agent of [
      undefined,
      '',
      'Googlebot/2.1 (+http://www.google.com/bot.html)',
      'facebookexternalhit/1.1',
      'WhatsApp/2.23.20.0',
      'TelegramBot (like TwitterBot)',
      'curl/8.5.0',
      'python-requests/2.31.0',
    ]) {
      await visit(agent);
    }
    await visit(phone, { 'Sec-Purpose': 'prefetch' });
    await saring.request.head(`/klarifikasi/${slug}`).set('User-Agent', phone).expect(200);
    expect(await views()).to.equal(0);
  });

  it('does not count staff', async () => {
    const agent = await signIn(saring, 'verifier');
    await agent.get(`/klarifikasi/${slug}`).set('User-Agent', phone).expect(200);
    expect(await views()).to.equal(0);
  });

  it('bounds what one address can add by changing its name', async () => {
    for (let n = 0; n < 30; n += 1) await visit(`${laptop} variant/${n}`);
    expect(await views()).to.equal(20);
  });

  it('counts two requests of one reader at the same moment once', async () => {
    await Promise.all(Array.from({ length: 8 }, () => visit(phone)));
    expect(await views()).to.equal(1);
  });

  it('remembers nothing that names a reader', async () => {
    await visit(phone, { 'X-Forwarded-For': '203.0.113.7' });
    const visits = JSON.stringify(await saring.context.models.Visit.find().lean());
    expect(visits).to.not.contain('203.0.113').and.not.contain('Mozilla').and.not.contain(slug);
  });

  it('does not move the article’s last change', async () => {
    const before = await saring.context.models.Clarification.findOne({ slug }).lean();
    await visit(phone);
    const after = await saring.context.models.Clarification.findOne({ slug }).lean();
    expect(after?.updatedAt).to.deep.equal(before?.updatedAt);
    expect(after?.version).to.equal(before?.version);
  });
});
