import { expect } from 'chai';
import type { Claim } from '../../../src/claims/claim.model.js';
import { actOnClaims } from '../../../src/claims/queue/bulk.js';
import { forgetBulkActions } from '../../../src/claims/queue/forget-bulk-actions.js';
import { aPerson, signIn, type TestPerson } from '../../helpers/accounts.js';
import { aClaim, readClaim } from '../../helpers/claims.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('claims: several at once', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let eka: TestPerson;
  let hers: Browser;
  let editors: Browser;
  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    eka = await aPerson(saring, { name: 'Eka', role: 'editor' });
    hers = await signIn(saring, ratna);
    editors = await signIn(saring, eka);
  });
  after(() => saring.close());

  const boxOf = ({ _id, version }: Claim) => `${String(_id)}.${version}`;
  const send = (browser: Browser, fields: Record<string, string | string[]>) =>
    browser.post('/meja/borongan').type('form').send(fields);
  /** Acts, and reads the page that it leads back to. */
  const act = async (browser: Browser, claims: Claim[], fields: Record<string, string>) => {
    const answer = await send(browser, { claims: claims.map(boxOf), ...fields }).expect(303);
    const to = answer.headers['location'] ?? '';
    const { text } = await browser.get(to).expect(200);
    return { to, text, undo: /\/meja\/borongan\/\w+\/urungkan/.exec(text)?.[0] };
  };
  const undo = async (browser: Browser, path = '') => {
    const answer = await browser.post(path).type('form').send({ back: '' }).expect(303);
    return (await browser.get(answer.headers['location'] ?? '').expect(200)).text;
  };
  const some = async (count: number, given: Partial<Claim> = {}) => {
    const claims: Claim[] = [];
    for (let place = 0; place < count; place += 1) claims.push(await aClaim(saring, given));
    return claims;
  };
  const now = (claims: readonly Claim[]) => Promise.all(claims.map(({ _id }) => readClaim(saring, _id)));

  it('says what is missing, back on the same page of the queue', async () => {
    const [claim] = await some(1);
    await saring.request.post('/meja/borongan').expect(401);
    const flash = async (fields: Record<string, string | string[]>) => {
      const answer = await send(hers, { back: 'topic=health', ...fields }).expect(303);
      expect(answer.headers['location']).to.equal('/meja?topic=health');
      return (await hers.get('/meja').expect(200)).text;
    };
    expect(await flash({ action: 'take' })).to.include('Belum ada klaim yang dipilih');
    expect(await flash({ action: 'take', claims: 'x.1' })).to.include('Belum ada klaim yang dipilih');
    const box = claim ? boxOf(claim) : '';
    for (const [action, sentence] of [
      ['set-aside', 'Pilih alasan menyisihkan.'],
      ['topic', 'Pilih topiknya.'],
      ['harm', 'Pilih tingkat bahayanya.'],
      ['hand-over', 'Pilih rekan yang menerima.'],
    ] as const) {
      expect(await flash({ action, claims: box, topic: '', level: '', reason: '', person: '' })).to.include(
        sentence,
      );
    }
    const many = Array.from({ length: 101 }, (_, place) => `${place.toString(16).padStart(24, '0')}.0`);
    expect(await flash({ action: 'take', claims: many })).to.include('Paling banyak 100');
    await send(hers, { action: 'bakar', claims: box }).expect(400);
  });

  it('is not sent by Enter in a field: the first button of the form is one that cannot be pressed', async () => {
    await some(1);
    const { text } = await hers.get('/meja').expect(200);
    const form = /<form id="borongan".*?<\/form>/s.exec(text)?.[0] ?? '';
    expect(/<button[^>]*>/.exec(form)?.[0]).to.equal('<button disabled hidden>');
  });

  it('takes and lets go, and undoes both exactly', async () => {
    const claims = await some(3);
    const { text, undo: undoTaking, to } = await act(hers, claims, { action: 'take', back: 'status=open' });
    expect(to).to.match(/^\/meja\?status=open&acted=\w{24}$/);
    expect(text).to.include('3 klaim sekarang Anda kerjakan.');
    for (const claim of await now(claims)) expect(claim).to.include({ status: 'checking', version: 1 });
    expect(await undo(hers, undoTaking)).to.include('3 klaim dikembalikan seperti semula.');
    for (const claim of await now(claims)) {
      expect(claim).to.include({ status: 'open', version: 2 });
      expect(claim).not.to.have.any.keys('assignee', 'touchedAt');
      expect(claim.activity.at(-1)).to.deep.include({ action: 'undone' });
    }
    const page = await hers.get(`/meja/klaim/${String(claims[0]?._id)}`).expect(200);
    expect(page.text).to.include('Pengambilan diurungkan');
    await hers
      .post(undoTaking ?? '')
      .type('form')
      .send({})
      .expect(409);

    await act(hers, await now(claims), { action: 'take' });
    const released = await act(hers, await now(claims), { action: 'release' });
    expect(released.text).to.include('3 klaim dilepas.');
    await undo(hers, released.undo);
    for (const claim of await now(claims)) {
      expect(claim).to.include({ status: 'checking' });
      expect(claim.assignee?.name).to.equal('Ratna');
    }
  });

  it('tells per claim what somebody changed meanwhile, and loses nothing', async () => {
    const [first, second, third] = await some(3);
    if (!first || !second || !third) throw new Error('there are three');
    await editors
      .post(`/meja/klaim/${String(second._id)}/ambil`)
      .type('form')
      .send({ version: '0' })
      .expect(303);
    const { text, undo: path } = await act(hers, [first, second, third], {
      action: 'topic',
      topic: 'health',
    });
    expect(text).to.include('Topik 2 klaim diubah.').and.include('1 klaim tidak diubah:');
    expect(text).to.include('Eka sudah mengambil klaim ini baru saja.');
    const [a, b, c] = await now([first, second, third]);
    expect([a?.topic, b?.topic, c?.topic]).to.deep.equal(['health', 'other', 'health']);

    // Of the two, one is changed again before the undoing.
    await editors
      .post(`/meja/klaim/${String(third._id)}/catatan`)
      .type('form')
      .send({ text: 'Sudah saya telepon.' })
      .expect(303);
    const undone = await undo(hers, path);
    expect(undone).to.include('1 klaim dikembalikan').and.include('1 klaim dibiarkan');
    expect(undone).to.include('Eka sudah menambahkan catatan baru saja.');
    const after = await now([first, third]);
    expect(after.map(({ topic }) => topic)).to.deep.equal(['other', 'health']);
  });

  it('sets aside with a reason, and brings back what was in hand', async () => {
    const claims = await some(2);
    await act(hers, claims, { action: 'take' });
    const { undo: path, text } = await act(hers, await now(claims), {
      action: 'set-aside',
      reason: 'spam',
      note: 'Iklan.',
    });
    expect(text).to.include('2 klaim disisihkan.');
    for (const claim of await now(claims)) {
      expect(claim).to.include({ status: 'set-aside' });
      expect(claim.setAside).to.deep.equal({ reason: 'spam', note: 'Iklan.' });
    }
    await undo(hers, path);
    for (const claim of await now(claims)) {
      expect(claim).to.include({ status: 'checking' }).and.not.have.property('setAside');
      expect(claim.assignee?.name).to.equal('Ratna');
    }
  });

  it('marks harm, takes marks away, and says what was so already', async () => {
    const claims = await some(2);
    const { undo: path } = await act(hers, claims, { action: 'harm', level: 'severe' });
    const marked = await now(claims);
    for (const claim of marked) {
      expect(claim.harm).to.deep.include({ level: 'severe' });
      expect(claim.priorityParts?.harm).to.equal(1);
    }
    const again = await act(hers, marked, { action: 'harm', level: 'severe' });
    expect(again.text)
      .to.include('Tidak ada klaim yang berubah.')
      .and.include('2 klaim memang sudah begitu.');
    expect(again.undo).to.equal(undefined);
    await undo(hers, path);
    for (const claim of await now(claims)) {
      expect(claim).not.to.have.property('harm');
      expect(claim.priorityParts?.harm).to.equal(0.5);
    }
  });

  it('hands over for editors only', async () => {
    const claims = await some(2);
    const fields = { action: 'hand-over', person: String(ratna.person._id) };
    expect((await hers.get('/meja')).text).not.to.include('value="hand-over"');
    await send(hers, { claims: claims.map(boxOf), ...fields }).expect(403);
    const { text, undo: path } = await act(editors, claims, fields);
    expect(text).to.include('2 klaim diserahkan.');
    for (const { assignee } of await now(claims)) expect(assignee?.name).to.equal('Ratna');
    await hers
      .post(path ?? '')
      .type('form')
      .send({})
      .expect(403);
  });

  it('puts back as waiting what somebody had who was disabled since, or went to an agency', async () => {
    const [one, other, third] = await some(3);
    if (!one || !other || !third) throw new Error('there are three');
    const [gone, moved] = [
      await aPerson(saring, { name: 'Gilang' }),
      await aPerson(saring, { name: 'Mira' }),
    ];
    await act(editors, [one], { action: 'hand-over', person: String(gone.person._id) });
    await act(editors, [other], { action: 'hand-over', person: String(moved.person._id) });
    await act(editors, [third], { action: 'hand-over', person: String(ratna.person._id) });
    const all = await now([one, other, third]);
    const { undo: path } = await act(editors, all, {
      action: 'hand-over',
      person: String(eka.person._id),
    });
    const { Person } = saring.context.models;
    await Person.updateOne({ _id: gone.person._id }, { $set: { disabledAt: saring.clock.now() } });
    await Person.updateOne({ _id: moved.person._id }, { $set: { role: 'agency', agency: gone.person._id } });
    const text = await undo(editors, path);
    expect(text).to.include('3 klaim dikembalikan').and.include('2 klaim sekarang menunggu, karena');
    const after = await now([one, other, third]);
    expect(after.map(({ status }) => status)).to.deep.equal(['open', 'open', 'checking']);
    expect(after.map(({ assignee }) => assignee?.name)).to.deep.equal([undefined, undefined, 'Ratna']);
  });

  it('is written down before it is done', async () => {
    const claims = await some(30);
    const { BulkAction } = saring.context.models;
    const done = actOnClaims(
      saring.context,
      { by: ratna.signedIn, t: (key) => key },
      claims.map(({ _id, version }) => ({ id: String(_id), version })),
      { action: 'harm', level: 'low' },
    );
    const begun = () =>
      BulkAction.findOne({ 'by.person': ratna.person._id }).sort({ at: -1, _id: -1 }).lean();
    let record = await begun();
    while (!record?.tried) record = await begun();
    expect(record.tried).to.have.length(30);
    expect(record.changed.length).to.be.below(30);
    const { _id } = await done;
    const finished = await BulkAction.findById(_id).lean();
    expect(finished?.changed).to.have.length(30);
    expect(finished).not.to.have.any.keys('tried', 'gotOnAt');
  });

  it('that a process which died left half done is told to its maker, and undone as far as it went', async () => {
    const claims = await some(3);
    const [noted, unnoted, untouched] = claims;
    if (!noted || !unnoted || !untouched) throw new Error('there are three');
    saring.clock.advance(1);
    await act(hers, [noted, unnoted], { action: 'take' });
    const { BulkAction } = saring.context.models;
    const done = await BulkAction.findOne({ 'by.person': ratna.person._id }).sort({ at: -1 }).lean();
    if (!done) throw new Error('it is written down');
    const seen = { version: 0, before: { status: 'open', topic: 'other' } };
    // As kill -9 leaves it between the second claim and the note of it.
    await BulkAction.updateOne(
      { _id: done._id },
      {
        $set: {
          tried: claims.map(({ _id }) => ({ claim: _id, ...seen })),
          gotOnAt: saring.clock.now(),
          changed: done.changed.slice(0, 1),
        },
      },
    );
    const path = `/meja/borongan/${String(done._id)}/urungkan`;
    expect((await hers.get('/meja').expect(200)).text, 'it may still be under way').not.to.include(
      'terputus',
    );
    await hers.post(path).type('form').send({}).expect(409);
    saring.clock.advance(1);
    const { text } = await hers.get('/meja').expect(200);
    expect(text)
      .to.include('Tindakan Anda atas 3 klaim terputus')
      .and.include('2 klaim sekarang Anda kerjakan');
    expect(text).to.include(`action="${path}"`);
    expect((await editors.get('/meja').expect(200)).text).not.to.include('terputus');
    expect(await undo(hers, path)).to.include('2 klaim dikembalikan seperti semula.');
    const after = await now(claims);
    expect(after.map(({ status, version }) => [status, version])).to.deep.equal([
      ['open', 2],
      ['open', 2],
      ['open', 0],
    ]);
    expect((await hers.get('/meja').expect(200)).text).not.to.include('terputus');
  });

  it('is found for its maker by an index', async () => {
    const { BulkAction } = saring.context.models;
    const plan = await BulkAction.findOne({ 'by.person': ratna.person._id, at: { $gte: new Date(0) } })
      .sort({ at: -1 })
      .explain();
    expect(JSON.stringify(plan)).to.include('by.person_1_at_-1').and.not.include('COLLSCAN');
  });

  it('gives one of two people each claim who both take them all', async () => {
    const claims = await some(4);
    const both = await Promise.all([
      act(hers, claims, { action: 'take' }),
      act(editors, claims, { action: 'take' }),
    ]);
    const done = both.map(({ text }) => Number(/(\d+) klaim sekarang/.exec(text)?.[1] ?? 0));
    const refused = both.map(({ text }) => Number(/(\d+) klaim tidak diubah/.exec(text)?.[1] ?? 0));
    expect((done[0] ?? 0) + (done[1] ?? 0)).to.equal(4);
    expect((refused[0] ?? 0) + (refused[1] ?? 0)).to.equal(4);
    for (const claim of await now(claims)) expect(claim).to.include({ status: 'checking', version: 1 });
  });

  it('forgets after a week what is only kept for undoing', async () => {
    const { BulkAction } = saring.context.models;
    expect(await BulkAction.countDocuments({})).to.be.above(0);
    await forgetBulkActions(saring.context);
    expect(await BulkAction.countDocuments({})).to.be.above(0);
    saring.clock.advance(8 * 24 * 60);
    await forgetBulkActions(saring.context);
    expect(await BulkAction.countDocuments({})).to.equal(0);
  });
});
