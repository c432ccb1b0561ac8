import { expect } from 'chai';
import { setAsideClaim } from '../../../src/claims/set-aside-claim.js';
import { takeClaim } from '../../../src/claims/take-claim.js';
import { aClaim, readClaim } from '../../helpers/claims.js';
import { about, api, nothing, page, reported, type Place, type Race, type Stage } from './race.js';

/** What staff do to one claim. */
export const claimRaces: readonly Race[] = [
  {
    does: 'takes it',
    form: page('ambil'),
    json: api('/claims/:id/assign'),
    async stage({ saring, racers }) {
      const claim = await aClaim(saring);
      return about(claim, {
        form: nothing,
        json: nothing,
        async holds(place) {
          const { assignee } = await readClaim(saring, claim._id);
          expect(String(assignee?.person)).to.equal(String(racers[place].person._id));
        },
      });
    },
  },
  {
    does: 'takes it by its status',
    json: api('/claims/:id/status'),
    async stage({ saring, racers }) {
      const claim = await aClaim(saring);
      return about(claim, {
        json: () => ({ status: 'checking' }),
        async holds(place) {
          const { assignee } = await readClaim(saring, claim._id);
          expect(String(assignee?.person)).to.equal(String(racers[place].person._id));
        },
      });
    },
  },
  {
    does: 'lets it go',
    form: page('lepas'),
    json: api('/claims/:id/assign'),
    async stage({ saring, author }) {
      const { _id } = await aClaim(saring);
      const claim = await takeClaim(saring.context, { id: String(_id), by: author.signedIn });
      return about(claim, {
        form: nothing,
        json: () => ({ release: true }),
        async holds() {
          const after = await readClaim(saring, claim._id);
          expect(after).to.include({ status: 'open' }).and.not.have.property('assignee');
        },
      });
    },
  },
  {
    does: 'gives it to somebody',
    form: page('serahkan'),
    json: api('/claims/:id/assign'),
    async stage({ saring, racers, author }) {
      const claim = await aClaim(saring);
      const to = (place: Place) => String([racers[1], author][place]?.person._id);
      return about(claim, {
        form: (place) => ({ person: to(place) }),
        json: (place) => ({ person: to(place) }),
        async holds(place) {
          expect(String((await readClaim(saring, claim._id)).assignee?.person)).to.equal(to(place));
        },
      });
    },
  },
  {
    does: 'sets it aside',
    form: page('sisihkan'),
    json: api('/claims/:id/status'),
    typed: ['note'],
    async stage({ saring }) {
      const claim = await aClaim(saring);
      const why = (place: Place) => ({
        reason: ['spam', 'opinion'][place] ?? '',
        note: ['Iklan jam tangan.', 'Ini pendapat saja.'][place] ?? '',
      });
      return about(claim, {
        form: why,
        json: (place) => ({ status: 'set-aside', ...why(place) }),
        async holds(place) {
          expect((await readClaim(saring, claim._id)).setAside).to.deep.equal(why(place));
        },
      });
    },
  },
  {
    does: 'opens it again',
    form: page('buka'),
    json: api('/claims/:id/status'),
    async stage({ saring, author }) {
      const { _id } = await aClaim(saring);
      const asked = { id: String(_id), by: author.signedIn, reason: 'spam' } as const;
      const claim = await setAsideClaim(saring.context, asked);
      return about(claim, {
        form: nothing,
        json: () => ({ status: 'open' }),
        async holds() {
          const after = await readClaim(saring, claim._id);
          expect(after).to.include({ status: 'open' }).and.not.have.property('setAside');
        },
      });
    },
  },
  {
    does: 'words it',
    form: page('ubah'),
    json: api('/claims/:id', 'patch'),
    typed: ['statement'],
    async stage({ saring }) {
      const claim = await aClaim(saring);
      const change = (place: Place) => ({
        statement: ['Air sumur di Cibatok mendidih.', 'Sumur Cibatok mengeluarkan uap.'][place] ?? '',
        topic: ['disaster', 'environment'][place] ?? '',
      });
      return about(claim, {
        form: change,
        json: change,
        async holds(place) {
          expect(await readClaim(saring, claim._id)).to.include(change(place));
        },
      });
    },
  },
  {
    does: 'notes something',
    form: page('catatan'),
    json: api('/claims/:id/notes'),
    commutes: 'a note changes nothing that another note is about; both are kept',
    async stage({ saring }) {
      const claim = await aClaim(saring);
      const note = (place: Place) => ({ text: ['Tanya dinas.', 'Tanya rumah sakit.'][place] ?? '' });
      return {
        at: { id: String(claim._id) },
        form: note,
        json: note,
        async holds(place) {
          const { notes, version } = await readClaim(saring, claim._id);
          expect(notes.map(({ text }) => text)).to.include(note(place).text);
          expect(version).to.equal(2);
        },
      };
    },
  },
];

/** What may be done to an open claim by one form of its page, each of which shuts the others out. */
export const stepsOnOpen = ['ambil', 'serahkan', 'sisihkan', 'ubah', 'gabung', 'pisah'] as const;

/** An open claim of several reports, and what each of these steps sends. */
export async function anOpenClaim(stage: Stage) {
  const { saring, author } = stage;
  const { claim, reports } = await reported(stage, 3);
  const into = String((await aClaim(saring))._id);
  const sends: Record<(typeof stepsOnOpen)[number], Record<string, string>> = {
    ambil: {},
    serahkan: { person: String(author.person._id) },
    sisihkan: { reason: 'opinion' },
    ubah: { statement: 'Sumur di Cibatok mengeluarkan uap.' },
    gabung: { into },
    pisah: { reports: String(reports[0]?._id) },
  };
  return { claim, send: (step: (typeof stepsOnOpen)[number]) => sends[step] };
}
