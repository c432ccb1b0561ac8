import { expect } from 'chai';
import { checklistOf } from '../../src/casework/checklist-of.js';
import { initialChecklist } from '../../src/casework/checklist.schema.js';
import { tickStep } from '../../src/casework/tick-step.js';
import type { Claim } from '../../src/claims/claim.model.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { readSetting } from '../../src/settings/read-setting.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { aDesk, draft, inReview } from '../helpers/clarifications.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const page = '/meja/pengaturan/daftar-periksa';

describe('casework: the checklist', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  let claim: Claim;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi', role: 'editor' });
    claim = await aClaim(saring, { statement: 'Bendungan Karangsari jebol tadi malam' });
  });
  afterEach(() => saring.close());

  const ticksOf = async () => {
    const { steps } = await checklistOf(saring.context, claim._id);
    return steps.flatMap(({ id, ticked }) => (ticked ? [`${id} ${ticked.by}`] : []));
  };
  const tick = (by: TestPerson, step: string, ticked = true) =>
    tickStep(saring.context, { claim: String(claim._id), by: by.signedIn, step, ticked });

  it('is ticked and unticked on the claim’s page, by whom and when', async () => {
    const path = `/meja/klaim/${String(claim._id)}`;
    const form = { step: 'full-context', ticked: 'yes' };
    await saring.request.post(`${path}/daftar-periksa`).type('form').send(form).expect(401);
    const browser = await signIn(saring, ratna);
    const send = (sent: object) => browser.post(`${path}/daftar-periksa`).type('form').send(sent);
    await send({ step: 'full-context', ticked: 'maybe' }).expect(400);
    await send({ step: 'nothing-of-the-sort', ticked: 'yes' }).expect(404);
    await browser.post('/meja/klaim/nowhere/daftar-periksa').type('form').send(form).expect(404);
    await send(form).expect(303);
    // A double click.
    await send(form).expect(303);
    expect(await ticksOf()).to.deep.equal(['full-context Ratna']);
    const shown = await browser.get(path).expect(200);
    expect(shown.text).to.include('1 dari 8 langkah').and.include('aria-pressed="true"');
    await send({ ...form, ticked: 'no' }).expect(303);
    expect(await ticksOf()).to.deep.equal([]);
    const { moves } = await checklistOf(saring.context, claim._id);
    expect(moves.map(({ by, ticked }) => `${by} ${ticked}`)).to.deep.equal(['Ratna false', 'Ratna true']);
    // The claim is left alone: nobody who is writing there is thrown back.
    expect((await readClaim(saring, claim._id)).version).to.equal(claim.version);
  });

  it('lets one of two win a step, and tells the other who; other steps are not in the way', async () => {
    const results = await Promise.allSettled([
      tick(ratna, 'archived'),
      tick(budi, 'archived'),
      tick(budi, 'date-and-place'),
    ]);
    expect(results.filter(({ status }) => status === 'fulfilled')).to.have.lengthOf(2);
    expect(results[2]?.status).to.equal('fulfilled');
    const ticked = await ticksOf();
    expect(ticked).to.have.lengthOf(2);
    const winner = ticked.find((one) => one.startsWith('archived'))?.split(' ')[1];
    const loser = winner === 'Ratna' ? budi : ratna;
    const browser = await signIn(saring, loser);
    const told = await browser
      .post(`/meja/klaim/${String(claim._id)}/daftar-periksa`)
      .type('form')
      .send({ step: 'archived', ticked: 'yes' })
      .expect(409);
    expect(told.text).to.include(`${winner} sudah mencentang langkah ini lebih dulu`);
    await tick(loser, 'archived', false);
    expect(await ticksOf()).to.have.lengthOf(1);
  });

  it('takes no ticks on a merged claim', async () => {
    const other = await aClaim(saring);
    await mergeClaims(saring.context, { id: String(claim._id), into: String(other._id), by: ratna.signedIn });
    let code = '';
    await tick(ratna, 'archived').catch((error: { code: string }) => {
      code = error.code;
    });
    expect(code).to.equal('wrong_state');
  });

  it('is worded by editors and admins, and ticks outlive new words', async () => {
    await tick(ratna, 'archived');
    await saring.request.get(page).expect(303);
    await (await signIn(saring, ratna)).get(page).expect(403);
    const browser = await signIn(saring, budi);
    const shown = await browser.get(page).expect(200);
    expect(shown.text).to.include(initialChecklist.steps[0]?.label);
    const save = (sent: object) => browser.post(page).type('form').send(sent);

    const empty = await save({ version: 0, 'label.archived': ' ', do: 'save' }).expect(400);
    expect(empty.text).to.include('href="#steps.7.label"');
    await save({ version: 0, 'label.archived': 'Simpan arsipnya', do: 'save' }).expect(303);
    expect(await ticksOf()).to.deep.equal(['archived Ratna']);
    await save({ version: 1, do: 'up:archived', new: 'Tanyakan ke ahli' }).expect(303);
    await save({ version: 2, do: 'retire:first-source' }).expect(303);
    const { value } = await readSetting(saring.context, 'checklist');
    const labels = value.steps.filter(({ retired }) => !retired).map(({ label }) => label);
    expect(labels.at(-1)).to.equal('Tanyakan ke ahli');
    expect(labels.slice(-3, -1)[0]).to.equal('Simpan arsipnya');
    expect(labels).to.have.lengthOf(8);

    // Retired and back: the tick is there again.
    await save({ version: 3, do: 'retire:archived' }).expect(303);
    expect(await ticksOf()).to.deep.equal([]);
    await save({ version: 4, do: 'restore:archived' }).expect(303);
    expect(await ticksOf()).to.deep.equal(['archived Ratna']);

    const late = await save({ version: 2, do: 'save', 'label.archived': 'Kata yang terlambat' }).expect(409);
    expect(late.text)
      .to.include('Budi baru saja menyimpan pengaturan ini')
      .and.include('Kata yang terlambat');
    await save({ version: 5, do: 'explode' }).expect(400);
  });

  it('warns with a clarification whose claims have open steps, and blocks nothing', async () => {
    const desk = await aDesk(saring);
    const claims = [String(claim._id)];
    const warning = 'Masih ada langkah yang belum dicentang';
    const browser = await signIn(saring, desk.author);
    const own = await draft(saring, desk, { claims });
    const path = `/meja/klarifikasi/${String(own._id)}`;
    expect((await browser.get(path).expect(200)).text).to.include(warning);
    await browser.post(`${path}/ajukan`).type('form').send({ version: own.version }).expect(303);
    const article = await saring.context.models.Clarification.findById(own._id).lean();
    expect(article?.status).to.equal('in-review');
    const editor = await signIn(saring, desk.editor);
    const reviewed = await editor.get(path).expect(200);
    expect(reviewed.text).to.include(warning).and.include(initialChecklist.steps[0]?.label);

    for (const { id } of initialChecklist.steps) await tick(ratna, id);
    expect((await editor.get(path).expect(200)).text).not.to.include(warning);
    const bare = await inReview(saring, desk, { claims: [String((await aClaim(saring))._id)] });
    await editor
      .post(`/meja/klarifikasi/${String(bare._id)}/terbitkan`)
      .type('form')
      .send({ version: bare.version })
      .expect(303);
  });

  it('is recorded in the audit log', async () => {
    await tick(ratna, 'archived');
    await tick(budi, 'archived', false);
    const lines = await saring.context.models.AuditLine.find({ 'on.id': String(claim._id) })
      .sort({ seq: 1 })
      .lean();
    expect(
      lines.map(({ action, by, after }) => `${action} ${by?.name} ${String(after?.['step'])}`),
    ).to.deep.equal(['claim.step-ticked Ratna archived', 'claim.step-unticked Budi archived']);
  });
});
