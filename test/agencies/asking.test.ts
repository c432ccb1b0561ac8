import { expect } from 'chai';
import { Types } from 'mongoose';
import { askAgencies } from '../../src/agencies/ask-agencies.js';
import { carryRequest } from '../../src/agencies/carry-request.js';
import { extendRequest, withdrawRequest } from '../../src/agencies/manage-request.js';
import { remindAgencies } from '../../src/agencies/remind-agencies.js';
import { retireAgency } from '../../src/agencies/edit-agency.js';
import type { AppError } from '../../src/errors.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import {
  anAgency,
  anAgencyPerson,
  anAnswer,
  ask,
  readRequest,
  sign,
  type TestAgency,
} from '../helpers/agencies.js';
import { signStatement } from '../../src/agencies/answer-request.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { refusalOf } from '../helpers/errors.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('asking agencies', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let balai: TestAgency;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    balai = await anAgency(saring, { shortName: 'Balai', person: 'Sari' });
  });
  afterEach(() => saring.close());

  const letters = async (about?: string) =>
    saring.context.models.Notice.find({ kind: 'letter', ...(about && { 'letter.about': about }) }).lean();
  const hours = (count: number) => new Date(saring.clock.now().getTime() + count * 3_600_000);
  const asking = (agencies: string[], more: object = {}) => ({
    agencies,
    question: 'Apakah bendungan itu jebol?',
    dueAt: undefined,
    quotes: [],
    links: [],
    pictures: [],
    ...more,
  });

  it('makes a request each, due in a day, told in the history, the audit log and a letter to each person', async () => {
    const other = await anAgency(saring, { shortName: 'Pusat' });
    const colleague = await anAgencyPerson(saring, balai.agency, 'Tono');
    const gone = await anAgencyPerson(saring, balai.agency, 'Lama');
    await saring.context.models.Person.updateOne(
      { _id: gone.person._id },
      { $set: { disabledAt: saring.clock.now() } },
    );
    const claim = await aClaim(saring);
    const asked = await askAgencies(
      saring.context,
      String(claim._id),
      ratna.signedIn,
      asking([balai.agency.slug, String(other.agency._id), balai.agency.slug]),
    );
    expect(asked.map(({ agency }) => String(agency))).to.deep.equal([
      String(balai.agency._id),
      String(other.agency._id),
    ]);
    expect(asked[0]?.dueAt).to.deep.equal(hours(24));
    expect(asked[0]).to.include({ status: 'open', version: 0 }).and.not.have.property('unfinished');

    const told = await readClaim(saring, claim._id);
    const steps = told.activity.filter(({ action }) => action === 'agency-asked');
    expect(steps.map(({ by, detail }) => [by?.name, detail?.['agency']])).to.deep.equal([
      ['Ratna', 'Balai'],
      ['Ratna', 'Pusat'],
    ]);
    expect(told.version).to.equal(claim.version);
    expect(told.status).to.equal(claim.status);

    const lines = await saring.context.models.AuditLine.find({ action: 'request.asked' }).lean();
    expect(lines.map(({ on }) => on.label)).to.have.members(['Balai', 'Pusat']);

    const sent = await letters('request-asked');
    expect(sent.map(({ letter }) => String(letter && 'person' in letter && letter.person))).to.have.members(
      [balai.who, colleague, other.who].map(({ person }) => String(person._id)),
    );
  });

  it('tells nothing twice, however often it is carried', async () => {
    const claim = await aClaim(saring);
    const { _id } = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
    await saring.context.models.StatementRequest.updateOne(
      { _id },
      { $set: { carried: 0, unfinished: saring.clock.now() } },
    );
    await Promise.all([carryRequest(saring.context, _id), carryRequest(saring.context, _id)]);
    const told = await readClaim(saring, claim._id);
    expect(told.activity.filter(({ action }) => action === 'agency-asked')).to.have.length(1);
    expect(await letters('request-asked')).to.have.length(1);
    expect(await saring.context.models.AuditLine.countDocuments({ action: 'request.asked' })).to.equal(1);
    expect(await readRequest(saring, _id))
      .to.include({ carried: 1 })
      .and.not.have.property('unfinished');
  });

  it('refuses what cannot be asked', async () => {
    const claim = await aClaim(saring);
    const tries: [object, string, string][] = [
      [asking(['tidak-ada']), 'bad_input', 'agencies'],
      [asking([String(new Types.ObjectId())]), 'bad_input', 'agencies'],
      [asking([balai.agency.slug], { dueAt: saring.clock.now() }), 'bad_input', 'dueAt'],
      [asking([balai.agency.slug], { dueAt: hours(91 * 24) }), 'bad_input', 'dueAt'],
      [asking([balai.agency.slug], { links: ['https://lain.example/'] }), 'bad_input', 'links.0'],
      [asking([balai.agency.slug], { pictures: [String(new Types.ObjectId())] }), 'bad_input', 'pictures.0'],
      [asking([balai.agency.slug], { quotes: [String(new Types.ObjectId())] }), 'bad_input', 'quotes.0'],
    ];
    for (const [given, code, field] of tries) {
      const error = await refusalOf(
        askAgencies(saring.context, String(claim._id), ratna.signedIn, given as ReturnType<typeof asking>),
      );
      expect(error.code).to.equal(code);
      expect(error.details.fields).to.have.property(field);
    }
    const { version = 0 } = balai.agency;
    const admin = await aPerson(saring, { role: 'admin' });
    await retireAgency(saring.context, { id: balai.agency._id, by: admin.signedIn, version });
    const retired = await refusalOf(
      askAgencies(saring.context, String(claim._id), ratna.signedIn, asking([balai.agency.slug])),
    );
    expect(retired.details.fields).to.have.property('agencies');
    const merged = await aClaim(saring, { status: 'merged', mergedInto: claim._id });
    expect(
      (await refusalOf(askAgencies(saring.context, String(merged._id), ratna.signedIn, asking(['x'])))).code,
    ).to.equal('wrong_state');
    expect(await saring.context.models.StatementRequest.countDocuments({})).to.equal(0);
  });

  it('asks the same agency about a claim once at a time, also when two do at the same moment', async () => {
    const bayu = await aPerson(saring, { name: 'Bayu' });
    const claim = await aClaim(saring);
    const both = await Promise.allSettled(
      [ratna, bayu].map((by) =>
        askAgencies(saring.context, String(claim._id), by.signedIn, asking([balai.agency.slug])),
      ),
    );
    expect(both.map(({ status }) => status)).to.have.members(['fulfilled', 'rejected']);
    const lost = both.find((one) => one.status === 'rejected')?.reason as AppError;
    expect(lost).to.include({ code: 'conflict' });
    expect(lost.details.params).to.have.property('agencies', 'Balai');
    const [request] = await saring.context.models.StatementRequest.find().lean();
    // Once it is closed, there can be another question.
    if (!request) throw new Error('nothing was asked');
    await withdrawRequest(saring.context, { id: request._id, by: ratna.signedIn, reason: 'Sudah jelas' });
    const again = await ask(saring, { claim: claim._id, agency: balai.agency, by: bayu });
    expect(String(again._id)).not.to.equal(String(request._id));
  });

  it('gives more time, with reminders anew; the shorter and the past are refused', async () => {
    const claim = await aClaim(saring);
    const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
    const by = ratna.signedIn;
    for (const dueAt of [hours(-1), hours(23), request.dueAt, hours(91 * 24)]) {
      const error = await refusalOf(extendRequest(saring.context, { id: request._id, by, dueAt }));
      expect(error.details.fields).to.have.property('dueAt');
    }
    saring.clock.advance(60);
    const extended = await extendRequest(saring.context, {
      id: request._id,
      by,
      dueAt: hours(48),
      version: 0,
    });
    expect(extended.dueAt).to.deep.equal(hours(48));
    expect(extended.remindAt).to.deep.equal(hours(24));
    expect(await letters('request-extended')).to.have.length(1);
    const stale = await refusalOf(
      extendRequest(saring.context, { id: request._id, by, dueAt: hours(72), version: 0 }),
    );
    expect(stale).to.include({ code: 'conflict' });
    expect(stale.details).to.include({ message: 'agencies.meanwhile.extended' });
  });

  it('lets one of two win who withdraw and sign at the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const claim = await aClaim(saring);
      const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
      const both = await Promise.allSettled([
        withdrawRequest(saring.context, { id: request._id, by: ratna.signedIn, reason: 'Sudah jelas' }),
        signStatement(saring.context, { id: request._id, by: balai.who.signedIn, content: anAnswer() }),
      ]);
      const won = both.filter(({ status }) => status === 'fulfilled');
      expect(won).to.have.length(1);
      const lost = both.find((one) => one.status === 'rejected')?.reason as AppError;
      const after = await readRequest(saring, request._id);
      expect(lost).to.include({ code: 'conflict' });
      expect(lost.details.message).to.equal(`agencies.meanwhile.${after.status}`);
      expect(after.statements).to.have.length(after.status === 'answered' ? 1 : 0);
      expect(after.activity).to.have.length(2);
    }
  });

  it('does not cost an agency what it is typing when there is more time', async () => {
    const claim = await aClaim(saring);
    const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
    await extendRequest(saring.context, { id: request._id, by: ratna.signedIn, dueAt: hours(48) });
    const signed = await signStatement(saring.context, {
      id: request._id,
      by: balai.who.signedIn,
      version: request.answerVersion,
      content: anAnswer(),
    });
    expect(signed.status).to.equal('answered');
  });

  describe('reminders', () => {
    const remind = async () => {
      await remindAgencies(saring.context);
      await remindAgencies(saring.context);
      return (await letters())
        .map(({ letter }) => letter?.about)
        .filter((about) => about?.startsWith('request-remind') || about === 'request-overdue');
    };

    it('go out at half of the time, at the due time and a day later, once each; the asker hears that it is overdue', async () => {
      const claim = await aClaim(saring);
      const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
      expect(await remind()).to.deep.equal([]);
      saring.clock.advance(12 * 60 - 1);
      expect(await remind()).to.deep.equal([]);
      saring.clock.advance(1);
      expect(await remind()).to.deep.equal(['request-remind-half']);
      saring.clock.advance(12 * 60);
      expect(await remind()).to.have.members([
        'request-remind-half',
        'request-remind-due',
        'request-overdue',
      ]);
      const overdue = (await letters('request-overdue'))[0]?.letter;
      expect(String(overdue && 'person' in overdue && overdue.person)).to.equal(String(ratna.person._id));
      saring.clock.advance(24 * 60);
      const all = await remind();
      expect(all).to.have.length(4).and.to.include('request-remind-late');
      saring.clock.advance(90 * 24 * 60);
      expect(await remind()).to.have.length(4);
      const after = await readRequest(saring, request._id);
      expect(after.reminders.map(({ kind }) => kind)).to.deep.equal(['half', 'due', 'late']);
      expect(after).not.to.have.property('remindAt');
    });

    it('that were missed come as one, and none come for what is closed', async () => {
      const claim = await aClaim(saring);
      const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
      const other = await anAgency(saring);
      const closed = await ask(saring, { claim: claim._id, agency: other.agency, by: ratna });
      await sign(saring, closed, other.who);
      saring.clock.advance(5 * 24 * 60);
      expect(await remind()).to.have.members(['request-remind-late', 'request-overdue']);
      expect((await readRequest(saring, request._id)).reminders).to.have.length(1);
    });

    it('are repeated safely where a process died before it noted them', async () => {
      const claim = await aClaim(saring);
      const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
      saring.clock.advance(24 * 60);
      await remindAgencies(saring.context);
      await saring.context.models.StatementRequest.updateOne(
        { _id: request._id },
        { $set: { remindAt: request.dueAt, reminders: [] } },
      );
      expect(await remind()).to.have.members(['request-remind-due', 'request-overdue']);
    });
  });

  describe('on the desk', () => {
    it('is a page of the claim: refusals keep what was typed', async () => {
      const browser = await signIn(saring, ratna);
      const claim = await aClaim(saring);
      const path = `/meja/klaim/${String(claim._id)}/instansi`;
      const page = await browser.get(path).expect(200);
      expect(page.text).to.include('Badan Contoh Balai').and.include('value="2026-03-03T10:00"');
      const empty = await browser.post(path).type('form').send({ question: '', dueAt: '' }).expect(400);
      expect(empty.text).to.include('href="#agencies"').and.include('href="#question"');
      const past = await browser
        .post(path)
        .type('form')
        .send({ agencies: balai.agency.slug, question: 'Benarkah <b>jebol</b>?', dueAt: '2026-03-02T09:00' })
        .expect(400);
      expect(past.text).to.include('Benarkah &lt;b&gt;jebol&lt;/b&gt;?').and.include('checked');
      const sent = await browser
        .post(path)
        .type('form')
        .send({ agencies: balai.agency.slug, question: 'Benarkah jebol?', dueAt: '2026-03-02T15:30' })
        .expect(303);
      expect(sent.headers['location']).to.equal(`/meja/klaim/${String(claim._id)}#instansi`);
      const [request] = await saring.context.models.StatementRequest.find().lean();
      // The time of the form is Jakarta's.
      expect(request?.dueAt.toISOString()).to.equal('2026-03-02T08:30:00.000Z');
      const shown = await browser.get(`/meja/klaim/${String(claim._id)}`).expect(200);
      expect(shown.text).to.include('Benarkah jebol?').and.include('Bertanya kepada Balai');
      const twice = await browser
        .post(path)
        .type('form')
        .send({ agencies: balai.agency.slug, question: 'Masih sama?', dueAt: '' })
        .expect(409);
      expect(twice.text).to.include('Ratna sudah bertanya kepada Balai').and.include('Masih sama?');
    });

    it('extends and withdraws on the page of the request', async () => {
      const browser = await signIn(saring, ratna);
      const claim = await aClaim(saring);
      const request = await ask(saring, { claim: claim._id, agency: balai.agency, by: ratna });
      const path = `/meja/instansi/permintaan/${String(request._id)}`;
      await browser.get(path).expect(200);
      await browser
        .post(`${path}/perpanjang`)
        .type('form')
        .send({ dueAt: '2026-03-02T11:00', version: '0' })
        .expect(400);
      await browser
        .post(`${path}/perpanjang`)
        .type('form')
        .send({ dueAt: '2026-03-05T11:00', version: '0' })
        .expect(303);
      const stale = await browser
        .post(`${path}/tarik`)
        .type('form')
        .send({ reason: 'Sudah jelas', version: '0' })
        .expect(409);
      expect(stale.text).to.include('Ratna sudah memperpanjang').and.include('Sudah jelas');
      await browser.post(`${path}/tarik`).type('form').send({ reason: ' ', version: '1' }).expect(400);
      await browser
        .post(`${path}/tarik`)
        .type('form')
        .send({ reason: 'Sudah jelas', version: '1' })
        .expect(303);
      expect((await readRequest(saring, request._id)).status).to.equal('withdrawn');
      const history = (await browser.get(`/meja/klaim/${String(claim._id)}`)).text;
      expect(history).to.include('Menarik pertanyaan kepada Balai').and.include('Sudah jelas');
    });
  });
});
