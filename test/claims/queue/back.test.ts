import { expect } from 'chai';
import { correctClarification } from '../../../src/clarifications/correct-clarification.js';
import { carryThrough } from '../../../src/clarifications/carry-through.js';
import { initialPriority } from '../../../src/claims/priority-setting.js';
import { leastWaiting } from '../../../src/claims/priority.js';
import { refreshPriorities } from '../../../src/claims/refresh-priorities.js';
import { signIn } from '../../helpers/accounts.js';
import { aReportedClaim, readClaim } from '../../helpers/claims.js';
import { aDesk, publish, type Desk } from '../../helpers/clarifications.js';
import { messages, submitReport } from '../../helpers/reports.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('claims: back again after their answer', () => {
  let saring: Saring;
  let desk: Desk;
  let hers: Browser;
  beforeEach(async () => {
    saring = await startSaring();
    desk = await aDesk(saring);
    hers = await signIn(saring, desk.author);
  });
  afterEach(() => saring.close());

  const answered = async () => {
    const { claim } = await aReportedClaim(saring, [messages.dam, messages.dam]);
    const article = await publish(saring, desk, { claims: [String(claim._id)] });
    return { id: claim._id, article };
  };
  const report = async (times: number) => {
    for (let time = 0; time < times; time += 1) {
      saring.clock.advance(5);
      await submitReport(saring, { text: messages.dam });
    }
  };
  const days = (count: number) => saring.clock.advance(count * 24 * 60);
  const queue = async (path = '/meja') => (await hers.get(path).expect(200)).text;

  it('are those that enough reports speak of later than the quiet hours, and stay answered', async () => {
    const { id, article } = await answered();
    await report(5);
    expect((await readClaim(saring, id)).resurfaced, 'the same wave').to.equal(undefined);
    days(3);
    await report(2);
    expect((await readClaim(saring, id)).resurfaced, 'too few').to.equal(undefined);
    expect(await queue()).not.to.include(String(id));
    await report(1);
    const claim = await readClaim(saring, id);
    expect(claim).to.include({ status: 'answered', verdict: 'false' });
    expect(claim.resurfaced?.reports).to.equal(3);
    const text = await queue();
    expect(text)
      .to.include(`data-claim="${String(id)}"`)
      .and.include('Muncul lagi</span>');
    expect(text).to.include('muncul lagi: 3 laporan, padahal sudah dijawab 3 hari lalu');
    expect(text).to.include(`href="/klarifikasi/${article.slug}"`).and.include(article.title);
    expect(text)
      .to.match(/data-count="at-work">1</)
      .and.match(/data-count="resurfaced">1</);
    expect(await queue('/en/meja?status=resurfaced')).to.include(
      'back again: 3 reports though it was answered',
    );
    const page = await queue(`/meja/klaim/${String(id)}`);
    expect(page)
      .to.include('Jawabannya masih cukup')
      .and.include(`/meja/klarifikasi/${String(article._id)}`);
  });

  it('leave when a verifier says that the answer is enough, until they grow again', async () => {
    const { id } = await answered();
    days(3);
    await report(4);
    const { version } = await readClaim(saring, id);
    const path = `/meja/klaim/${String(id)}/cukup`;
    const send = (seen: number) =>
      hers
        .post(path)
        .type('form')
        .send({ version: String(seen) });
    await send(version - 1).expect(409);
    await send(version).expect(303);
    expect(await queue()).not.to.include(`data-claim="${String(id)}"`);
    expect(await queue(`/meja/klaim/${String(id)}`)).to.include(
      'dinyatakan masih cukup untuk 4 laporan baru',
    );
    const again = await send(version + 1).expect(409);
    expect(again.text).to.include('tidak (lagi) ditandai muncul lagi');
    await refreshPriorities(saring.context);
    await report(2);
    expect((await readClaim(saring, id)).resurfaced).to.equal(undefined);
    await report(1);
    expect((await readClaim(saring, id)).resurfaced?.reports).to.equal(3);
  });

  it('leave when the answer is corrected, until they grow again', async () => {
    const { id, article } = await answered();
    days(3);
    await report(3);
    const by = { by: desk.editor.signedIn };
    const change = { summary: 'Pengelola bendungan memastikannya sekali lagi, juga hari ini.' };
    await correctClarification(saring.context, article._id, change, { ...by, note: 'Beredar lagi.' });
    await carryThrough(saring.context, article._id);
    expect(await readClaim(saring, id))
      .to.include({ status: 'answered' })
      .and.not.have.property('resurfaced');
    days(3);
    await report(3);
    expect((await readClaim(saring, id)).resurfaced?.reports).to.equal(3);
  });

  it('stand in the queue by their priority, waiting since they came back', async () => {
    const { id } = await answered();
    days(20);
    await report(3);
    const back = await readClaim(saring, id);
    expect(back.priorityParts?.waiting).to.be.closeTo(leastWaiting(initialPriority), 0.005);
    const fresh = await aReportedClaim(saring, [messages.garlic]);
    expect(back.priority).to.be.above(fresh.claim.priority);
    const text = await queue();
    expect(text.indexOf(String(id))).to.be.below(text.indexOf(String(fresh.claim._id)));
  });
});
