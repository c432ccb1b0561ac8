import { expect } from 'chai';
import { closeTask } from '../../src/casework/close-task.js';
import { archiveEvidence } from '../../src/casework/change-evidence.js';
import { editNote } from '../../src/casework/edit-note.js';
import { tickStep } from '../../src/casework/tick-step.js';
import { noteClaim } from '../../src/claims/note-claim.js';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { readSetting } from '../../src/settings/read-setting.js';
import { saveSetting } from '../../src/settings/save-setting.js';
import { aPerson } from '../helpers/accounts.js';
import { ask, gather } from '../helpers/casework.js';
import { aReportedClaim } from '../helpers/claims.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { messages } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

/** A word that stands nowhere else. */
const sentinel = 'xqzrahasiameja';

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> };
  handle?: { stack?: Layer[] };
}

/** Every address that the product answers to a GET, as its routers have them. */
function getPaths(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ route, handle }) => [
    ...(route?.methods['get'] ? [route.path].flat() : []),
    ...getPaths(handle?.stack ?? []),
  ]);
}

describe('casework: what colleagues write never leaves the desk', () => {
  let saring: Saring;
  /** What stands for a parameter in an address: each is tried. */
  let known: string[];

  before(async () => {
    saring = await startSaring();
    const { context } = saring;
    const desk = await aDesk(saring);
    const ratna = await aPerson(saring, { name: 'Ratna', role: 'admin' });
    const { claim, reports } = await aReportedClaim(saring, [messages.dam]);
    const { claim: open, reports: openReports } = await aReportedClaim(saring, [messages.garlic]);
    const { claim: merged } = await aReportedClaim(saring, [messages.ballots]);
    const by = ratna.signedIn;

    const { value, version } = await readSetting(context, 'checklist');
    const steps = [...value.steps, { id: 'secret', label: `Langkah ${sentinel}` }];
    await saveSetting(context, by, 'checklist', { steps }, version);
    const tasks: string[] = [];
    for (const { _id } of [claim, open, merged]) {
      const id = String(_id);
      await noteClaim(context, { id, by, text: `Catatan ${sentinel} @Wulan` });
      await editNote(context, { id, number: 0, by, text: `Catatan baru ${sentinel}`, edits: 0 });
      const evidence = await gather(saring, _id, ratna, {
        text: `Temuan ${sentinel}`,
        title: `Judul ${sentinel}`,
        url: `https://${sentinel}.example/1`,
      });
      await archiveEvidence(context, {
        id: evidence._id,
        by,
        version: 0,
        archive: `https://arsip.example/${sentinel}`,
      });
      const task = await ask(saring, ratna, desk.author, { text: `Tugas ${sentinel} @Eka`, claim: id });
      await closeTask(context, { id: task._id, by, verb: 'done' });
      await ask(saring, ratna, desk.author, { text: `Tugas ${sentinel}`, claim: id });
      await tickStep(context, { claim: id, by, step: 'secret', ticked: true });
      tasks.push(String(task._id));
    }
    const article = await publish(saring, desk, { claims: [String(claim._id)] });
    await mergeClaims(context, { id: String(merged._id), into: String(open._id), by });
    const claims = [claim, open, merged].flatMap(({ _id, slug }) => [String(_id), slug]);
    const tickets = [...reports, ...openReports].flatMap(({ _id, ticket }) => [String(_id), ticket]);
    known = [...claims, ...tickets, ...tasks, String(article._id), article.slug];
  });
  after(() => saring.close());

  it('is on none of the pages, feeds and calls that the public can open', async function () {
    this.timeout(180_000);
    const paths = [
      ...new Set(getPaths((saring.app as unknown as { router: { stack: Layer[] } }).router.stack)),
    ];
    expect(paths.length).to.be.above(30);
    const tried: string[] = [];
    const leaks: string[] = [];
    let answered = 0;
    for (const path of paths) {
      const addresses = /[:*]/.test(path) ? known.map((one) => path.replaceAll(/[:*]\w+/g, one)) : [path];
      for (const address of addresses) {
        for (const whole of [address, `/api/v1${address}`]) {
          const { status, text, headers } = await saring.request.get(whole).redirects(0);
          tried.push(whole);
          if (status === 200) answered += 1;
          if (`${text}${JSON.stringify(headers)}`.includes(sentinel)) leaks.push(`${status} ${whole}`);
          if (whole.startsWith('/meja') && status === 200) leaks.push(`open: ${whole}`);
        }
      }
    }
    expect(leaks).to.deep.equal([]);
    expect(answered).to.be.above(30);
    for (const path of ['/klarifikasi', '/api/v1/claims']) expect(tried).to.include(path);
  });

  it('is in no answer to what the public sends', async () => {
    for (const text of [...Object.values(messages), sentinel]) {
      const match = await saring.request.post('/api/v1/match').send({ text });
      const check = await saring.request.post('/cek').type('form').send({ text });
      // Whoever asks with the word is shown it again; what the desk wrote around it is not there.
      for (const answer of [match.text, check.text]) {
        expect(answer).not.to.match(
          new RegExp(`(Catatan|Temuan|Tugas|Langkah|Judul)\\w* (baru )?${sentinel}`),
        );
        if (text !== sentinel) expect(answer).not.to.include(sentinel);
      }
    }
    const report = await saring.request.post('/api/v1/reports').send({ text: messages.garlic }).expect(201);
    expect(report.text).not.to.include(sentinel);
  });

  it('is in no mail, and of the audit log only in the words of the checklist, which is a setting', async () => {
    const { Notice, AuditLine } = saring.context.models;
    const mail = await Notice.find({}).lean();
    expect(mail.some(({ kind }) => kind === 'letter')).to.equal(true);
    expect(JSON.stringify(mail)).not.to.include(sentinel);
    const lines = await AuditLine.find({}).lean();
    const told = lines.filter(({ on }) => on.kind !== 'settings');
    expect(told.length).to.be.above(5);
    // Where evidence was found is told to whoever reads the log; what colleagues made of it is not.
    const words = JSON.stringify(told).replaceAll(/https?:[^"]*/g, '');
    expect(words).not.to.include(sentinel);
  });
});
