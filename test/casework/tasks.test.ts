import { expect } from 'chai';
import { closeTask } from '../../src/casework/close-task.js';
import { remindTasks } from '../../src/casework/remind-tasks.js';
import type { Task } from '../../src/casework/task.model.js';
import type { Claim } from '../../src/claims/claim.model.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { aPerson, bearer, signIn, type TestPerson } from '../helpers/accounts.js';
import { ask, lettersOwed } from '../helpers/casework.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const page = '/meja/tugas';

describe('casework: tasks', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  let sari: TestPerson;
  let claim: Claim;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna Dewi' });
    budi = await aPerson(saring, { name: 'Budi Santoso' });
    sari = await aPerson(saring, { name: 'Sari Wulan' });
    claim = await aClaim(saring);
  });
  afterEach(() => saring.close());

  const read = async ({ _id }: Pick<Task, '_id'>) => {
    const task = await saring.context.models.Task.findById(_id).lean<Task>();
    if (!task) throw new Error('there is no such task');
    return task;
  };
  const due = (iso: string, hour = true) => ({ at: new Date(iso), hour });

  it('is given by a form: refused with every fault, kept from strangers, then shown to both', async () => {
    await saring.request.get(page).expect(303);
    await saring.request.post(page).type('form').send({}).expect(401);
    const giver = await signIn(saring, ratna);
    const post = (sent: object) => giver.post(page).type('form').send(sent);
    const form = {
      text: 'Telepon pengelola',
      to: String(budi.person._id),
      claim: String(claim._id),
      due: '',
      hour: '',
    };
    for (const [change, field, sentence] of [
      [{ text: ' ' }, 'text', ''],
      [{ to: 'ffffffffffffffffffffffff' }, 'to', 'Pilih seorang rekan'],
      [{ due: '2026-02-30' }, 'due', 'Tanggal ini tidak ada'],
      [{ hour: '10:00' }, 'due', 'Isi juga tanggalnya'],
      [{ due: '2026-03-05', hour: '25:00' }, 'hour', 'Tulis jam seperti'],
      [{ due: '2026-03-01' }, 'due', 'Tenggat ini sudah lewat'],
      [{ claim: 'ffffffffffffffffffffffff' }, 'claim', ''],
    ] as const) {
      const refused = await post({ ...form, ...change }).expect(400);
      expect(refused.text, field).to.include(`href="#${field}"`).and.include(sentence);
    }
    const id = 'bbbbbbbbbbbbbbbbbbbbbbbb';
    const given = await post({ ...form, id, due: '2026-03-05', hour: '14:30' }).expect(303);
    expect(given.headers['location']).to.equal(`/meja/klaim/${String(claim._id)}#tugas`);
    await post({ ...form, id }).expect(303);
    expect(await saring.context.models.Task.countDocuments({})).to.equal(1);

    const receiver = await signIn(saring, budi);
    const list = await receiver.get(page).expect(200);
    expect(list.text)
      .to.include('Telepon pengelola')
      .and.include('dari Ratna Dewi')
      .and.include('5 Maret 2026 pukul 14.30 WIB')
      .and.match(/Tugas <span class="count">1</);
    expect((await giver.get(page)).text).not.to.include('Telepon pengelola');
    expect((await giver.get(`${page}?list=given`)).text).to.include('Telepon pengelola');
    const shown = await giver.get(`/meja/klaim/${String(claim._id)}`).expect(200);
    expect(shown.text).to.include('Telepon pengelola');
    const { activity } = await readClaim(saring, claim._id);
    expect(activity.at(-1)).to.deep.include({ action: 'task-given' });
  });

  it('owes a letter to whom it is given and to everybody whom it mentions, once each, without its words', async () => {
    const text = '@Sari Wulan dan @Budi: rahasia meja. @Ratna, @siapa';
    const named = await aClaim(saring, { statement: 'Bendungan jebol', worded: true });
    await ask(saring, ratna, budi, { text, claim: String(named._id), due: due('2026-03-05T07:30:00Z') });
    expect(await lettersOwed(saring)).to.deep.equal([
      'task-given Budi Santoso',
      'mentioned-in-task Sari Wulan',
    ]);
    const [letter] = await saring.context.models.Notice.find({}).lean();
    expect(letter?.letter?.params?.['details']).to.equal(
      '\nKlaim: Bendungan jebol\nTenggat: 05/03/2026 14.30 WIB\n',
    );
    expect(JSON.stringify(await saring.context.models.Notice.find({}).lean())).not.to.include('rahasia');
    const browser = await signIn(saring, sari);
    const shown = await browser.get(`/meja/klaim/${String(named._id)}`).expect(200);
    expect(shown.text).to.include(
      `<a class="mention" href="${page}?person&#x3D;${String(sari.person._id)}">@Sari Wulan</a>`,
    );
    const hers = await browser.get(`${page}?person=${String(budi.person._id)}`).expect(200);
    expect(hers.text).to.include('Tugas Budi Santoso').and.include('rahasia meja');
  });

  it('owes no letter for a task of one’s own, and keeps a stranger’s words out of letters', async () => {
    await ask(saring, ratna, ratna, { claim: String(claim._id) });
    expect(await lettersOwed(saring)).to.deep.equal([]);
    await ask(saring, ratna, budi, { claim: String(claim._id) });
    const [letter] = await saring.context.models.Notice.find({}).lean();
    expect(JSON.stringify(letter)).not.to.include(claim.statement);
  });

  it('is done by one button, dropped, and reopened', async () => {
    const task = await ask(saring, ratna, budi, { claim: String(claim._id) });
    const path = `${page}/${String(task._id)}`;
    await saring.request.post(`${path}/selesai`).expect(401);
    const stranger = await signIn(saring, sari);
    await stranger.post(`${path}/selesai`).type('form').send({ version: 0 }).expect(403);
    const browser = await signIn(saring, budi);
    await browser.post(`${page}/ffffffffffffffffffffffff/selesai`).expect(404);
    await browser.post(`${page}/nowhere/selesai`).expect(404);
    const shown = String(claim._id);
    const done = await browser
      .post(`${path}/selesai`)
      .type('form')
      .send({ version: 0, page: shown })
      .expect(303);
    expect(done.headers['location']).to.equal(`/meja/klaim/${shown}#tugas`);
    // A double click.
    await browser.post(`${path}/selesai`).type('form').send({ version: 0 }).expect(303);
    expect((await read(task)).state).to.equal('done');
    expect((await browser.get(page)).text).not.to.include('<span class="count">');
    expect((await browser.get(`${page}?state=done`)).text).to.include('Telepon pengelola');
    await browser.post(`${path}/buka`).type('form').send({ version: 1 }).expect(303);
    await browser.post(`${path}/batal`).type('form').send({ version: 2 }).expect(303);
    const after = await read(task);
    expect(after.history.map(({ action }) => action)).to.deep.equal(['given', 'done', 'reopened', 'dropped']);
    const { activity } = await readClaim(saring, claim._id);
    expect(activity.slice(-4).map(({ action }) => action)).to.deep.equal([
      'task-given',
      'task-done',
      'task-reopened',
      'task-dropped',
    ]);
  });

  it('lets one of two win, and tells the other who', async () => {
    const task = await ask(saring, ratna, budi);
    const [giver, receiver] = [await signIn(saring, ratna), await signIn(saring, budi)];
    const path = `${page}/${String(task._id)}`;
    const answers = await Promise.all([
      receiver.post(`${path}/selesai`).type('form').send({ version: 0 }),
      giver.post(`${path}/batal`).type('form').send({ version: 0 }),
    ]);
    expect(answers.map(({ status }) => status).sort((a, b) => a - b)).to.deep.equal([303, 409]);
    const after = await read(task);
    expect(after.history).to.have.lengthOf(2);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.text).to.include(
      after.state === 'done'
        ? 'Budi Santoso sudah menyelesaikan tugas ini'
        : 'Ratna Dewi sudah membatalkan tugas ini',
    );
  });

  it('lists everybody’s overdue ones, what was due first on top', async () => {
    await ask(saring, ratna, budi, { text: 'nanti', due: due('2026-03-09T00:00:00Z') });
    await ask(saring, ratna, budi, { text: 'kedua', due: due('2026-03-03T00:00:00Z') });
    await ask(saring, ratna, sari, { text: 'pertama', due: due('2026-03-02T17:00:00Z', false) });
    await ask(saring, ratna, sari, { text: 'kapan saja' });
    const browser = await signIn(saring, ratna);
    expect((await browser.get(`${page}?list=overdue`)).text).to.include('Tidak ada tugas di sini');
    saring.clock.set(new Date('2026-03-04T03:00:00Z'));
    const shown = await browser.get(`${page}?list=overdue`).expect(200);
    const told = [...shown.text.matchAll(/<p class="said">([^<]*)</g)].map(([, text]) => text);
    expect(told).to.deep.equal(['kedua', 'pertama']);
    expect(shown.text).to.include('Lewat tenggat:');
  });

  it('reminds the day before and once it is overdue, each time once', async () => {
    const { context, clock } = saring;
    const task = await ask(saring, ratna, budi, {
      due: due('2026-03-05T07:30:00Z'),
      claim: String(claim._id),
    });
    const reminders = async () => (await lettersOwed(saring)).slice(1).map((letter) => letter.split(' ')[0]);
    await remindTasks(context);
    expect(await reminders()).to.deep.equal([]);
    clock.set(new Date('2026-03-04T01:00:00Z'));
    await Promise.all([remindTasks(context), remindTasks(context)]);
    await remindTasks(context);
    expect(await reminders()).to.deep.equal(['task-soon']);
    clock.set(new Date('2026-03-05T07:30:00Z'));
    await remindTasks(context);
    await remindTasks(context);
    expect(await reminders()).to.deep.equal(['task-soon', 'task-overdue']);
    expect((await read(task)).remindAt).to.equal(undefined);
    // A process that died between the letter and its note of it.
    await context.models.Task.updateOne({ _id: task._id }, { $set: { remindAt: clock.now() } });
    await remindTasks(context);
    expect(await reminders()).to.deep.equal(['task-soon', 'task-overdue']);
  });

  it('does not remind of what is done, and reminds again when it is reopened', async () => {
    const { context, clock } = saring;
    const task = await ask(saring, ratna, budi, { due: due('2026-03-05T07:30:00Z') });
    const asked = { id: task._id, by: budi.signedIn };
    await closeTask(context, { ...asked, verb: 'done' });
    clock.set(new Date('2026-03-04T01:00:00Z'));
    await remindTasks(context);
    expect(await lettersOwed(saring)).to.have.lengthOf(1);
    await closeTask(context, { ...asked, verb: 'reopened' });
    clock.set(new Date('2026-03-05T07:30:00Z'));
    await remindTasks(context);
    expect(await lettersOwed(saring)).to.deep.equal(['task-given Budi Santoso', 'task-overdue Budi Santoso']);
  });

  it('follows a merge: shows where its claim leads, and is given there', async () => {
    const other = await aClaim(saring);
    const task = await ask(saring, ratna, budi, { claim: String(claim._id) });
    await mergeClaims(saring.context, { id: String(claim._id), into: String(other._id), by: ratna.signedIn });
    const browser = await signIn(saring, budi);
    expect((await browser.get(`/meja/klaim/${String(other._id)}`)).text).to.include(task.text);
    const late = await ask(saring, ratna, budi, { claim: String(claim._id) });
    expect(String(late.claim)).to.equal(String(other._id));
  });

  it('pages through many without losing or repeating one', async () => {
    const { Task } = saring.context.models;
    const first = await ask(saring, ratna, budi, { due: due('2026-03-05T07:30:00Z') });
    const { _id, ...same } = first;
    expect(_id).to.not.equal(undefined);
    for (let at = 0; at < 64; at += 1) {
      // Many are due at the same moment.
      const dueBy = new Date(first.dueBy.getTime() + Math.floor(at / 20) * 60_000);
      await Task.create({ ...same, text: `tugas ${at}`, dueBy });
    }
    const auth = { Authorization: `Bearer ${budi.token}` };
    const seen: string[] = [];
    let next = '';
    do {
      const path: string = `/api/v1/tasks${next && `?cursor=${next}`}`;
      const { body } = await saring.request.get(path).set(auth).expect(200);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      next = body.next ?? '';
    } while (next);
    expect(seen).to.have.lengthOf(65);
    expect(new Set(seen).size).to.equal(65);
    await saring.request.get('/api/v1/tasks?cursor=nothing').set(auth).expect(400);
  });

  it('is read, given and done by the API, for staff', async () => {
    const path = '/api/v1/tasks';
    await saring.request.get(path).expect(401);
    await saring.request.post(path).send({}).expect(401);
    await saring.request.post(`${path}/ffffffffffffffffffffffff/done`).expect(401);
    const auth = { Authorization: `Bearer ${ratna.token}` };
    const refused = await saring.request.post(path).set(auth).send({ due: '2026-1-1' }).expect(400);
    expect(refused.body.error.fields).to.have.all.keys('text', 'to');
    const sent = {
      text: 'Cek @Sari',
      to: String(budi.person._id),
      due: '2026-03-05',
      claim: String(claim._id),
    };
    const given = await saring.request.post(path).set(auth).send(sent).expect(201);
    expect(given.body).to.deep.include({
      due: { at: '2026-03-04T17:00:00.000Z', hour: false },
      mentions: [{ person: String(sari.person._id), name: 'Sari Wulan' }],
      state: 'open',
      overdue: false,
    });
    const onClaim = await saring.request
      .get(`${path}?claim=${String(claim._id)}`)
      .set(auth)
      .expect(200);
    expect(onClaim.body.items).to.deep.equal([given.body]);
    const doneAt = `${path}/${given.body.id}/done`;
    await saring.request
      .post(doneAt)
      .set('Authorization', `Bearer ${await bearer(saring)}`)
      .expect(403);
    await saring.request.post(`${path}/ffffffffffffffffffffffff/done`).set(auth).expect(404);
    const stale = await saring.request.post(doneAt).set(auth).send({ version: 7 }).expect(409);
    expect(stale.body.error.code).to.equal('conflict');
    const done = await saring.request.post(doneAt).set(auth).send({ version: 0 }).expect(200);
    expect(done.body).to.deep.include({ state: 'done', version: 1 });
  });

  it('is recorded in the audit log without its words', async () => {
    const task = await ask(saring, ratna, budi, { text: 'rahasia meja' });
    await closeTask(saring.context, { id: task._id, by: budi.signedIn, verb: 'done' });
    const lines = await saring.context.models.AuditLine.find({ 'on.kind': 'task' }).sort({ seq: 1 }).lean();
    expect(lines.map(({ action, by }) => `${action} ${by?.name}`)).to.deep.equal([
      'task.given Ratna Dewi',
      'task.done Budi Santoso',
    ]);
    expect(JSON.stringify(lines)).not.to.include('rahasia');
  });
});
