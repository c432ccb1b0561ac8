import { expect } from 'chai';
import { editNote } from '../../src/casework/edit-note.js';
import { noteClaim } from '../../src/claims/note-claim.js';
import type { Claim } from '../../src/claims/claim.model.js';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { lettersOwed } from '../helpers/casework.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('casework: private notes', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  let claim: Claim;
  beforeEach(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna Dewi' });
    budi = await aPerson(saring, { name: 'Budi Santoso', role: 'admin' });
    claim = await aClaim(saring);
  });
  afterEach(() => saring.close());

  const note = (text: string, by = ratna) =>
    noteClaim(saring.context, { id: String(claim._id), by: by.signedIn, text });

  it('are put right by their author alone, and keep what stood there before', async () => {
    await note('Bendugan aman.');
    const path = `/meja/klaim/${String(claim._id)}/catatan/0`;
    await saring.request.get(path).expect(303);
    await saring.request.post(path).type('form').send({ text: 'x', edits: 0 }).expect(401);
    // Not even an admin speaks for somebody else.
    const other = await signIn(saring, budi);
    await other.get(path).expect(403);
    await other.post(path).type('form').send({ text: 'x', edits: 0 }).expect(403);
    const browser = await signIn(saring, ratna);
    await browser.get(`/meja/klaim/${String(claim._id)}/catatan/7`).expect(404);
    const refused = await browser.post(path).type('form').send({ text: ' ', edits: 0 }).expect(400);
    expect(refused.text).to.include('href="#text"');
    await browser.post(path).type('form').send({ text: 'Bendungan aman.', edits: 0 }).expect(303);
    // Out of date: it was edited in another window.
    const late = await browser.post(path).type('form').send({ text: 'Lain', edits: 0 }).expect(409);
    expect(late.text).to.include('Anda sudah memperbaiki catatan ini di tempat lain').and.include('Lain');
    const { notes, activity } = await readClaim(saring, claim._id);
    expect(notes[0]?.text).to.equal('Bendungan aman.');
    expect(notes[0]?.edits?.map(({ text }) => text)).to.deep.equal(['Bendugan aman.']);
    expect(activity.at(-1)).to.deep.include({ action: 'note-edited' });
    const shown = await other.get(`/meja/klaim/${String(claim._id)}`).expect(200);
    expect(shown.text).to.include('disunting').and.include('Bendugan aman.');
  });

  it('lose nothing when a colleague writes at the same moment', async () => {
    await note('satu');
    const edit = editNote(saring.context, {
      id: String(claim._id),
      number: 0,
      by: ratna.signedIn,
      text: 'satu, diperbaiki',
      edits: 0,
    });
    await Promise.all([edit, note('dua', budi), note('tiga', budi)]);
    const { notes } = await readClaim(saring, claim._id);
    expect(notes.map(({ text }) => text)).to.have.members(['satu, diperbaiki', 'dua', 'tiga']);
    expect(notes[0]?.text).to.equal('satu, diperbaiki');
  });

  it('owe a letter to whom they mention, once, without their words', async () => {
    await note('@Budi, rahasia meja');
    expect(await lettersOwed(saring)).to.deep.equal(['mentioned-in-note Budi Santoso']);
    const sari = await aPerson(saring, { name: 'Sari Wulan' });
    const asked = { id: String(claim._id), number: 0, by: ratna.signedIn };
    await editNote(saring.context, { ...asked, text: '@Budi dan @Sari: rahasia meja', edits: 0 });
    expect(await lettersOwed(saring)).to.deep.equal([
      'mentioned-in-note Budi Santoso',
      'mentioned-in-note Sari Wulan',
    ]);
    expect(sari.person.name).to.equal('Sari Wulan');
    const mail = JSON.stringify(await saring.context.models.Notice.find({}).lean());
    expect(mail).not.to.include('rahasia');
    expect(JSON.stringify(await saring.context.models.AuditLine.find({}).lean())).not.to.include('rahasia');
  });
});
