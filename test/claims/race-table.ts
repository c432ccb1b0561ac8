import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { Types } from 'mongoose';
import { mergeClaims } from '../../src/claims/merge-claims.js';
import { setAsideClaim } from '../../src/claims/set-aside-claim.js';
import { splitClaim } from '../../src/claims/split-claim.js';
import { takeClaim } from '../../src/claims/take-claim.js';
import type { Claim } from '../../src/claims/claim.model.js';
import type { Report } from '../../src/reports/report.model.js';
import type { TestPerson } from '../helpers/accounts.js';
import { aClaim, aReportedClaim, readClaim, readReport } from '../helpers/claims.js';
import { submitReport } from '../helpers/reports.js';
import type { Saring } from '../helpers/saring.js';

/** Which of the two people. */
export type Place = 0 | 1;

export interface Stage {
  saring: Saring;
  /** Two editors, who may do everything, and the verifier who wrote the articles. */
  racers: readonly [TestPerson, TestPerson];
  author: TestPerson;
}

/** What a race is about, freshly made. */
export interface Scene {
  /** What stands for the parameters of the path. */
  at: Record<string, string> | ((place: Place, door: 'form' | 'json') => Record<string, string>);
  /** What each of the two sends by the form, and to the API. Both saw the same version. */
  form?: (place: Place) => Record<string, string | string[]>;
  json?: (place: Place) => object;
  /** The documents whose history tells of it, and in how many steps. */
  told?: { in: 'Claim' | 'Clarification'; id: Types.ObjectId; steps?: number }[];
  /** Fails unless this person's change stands in the store. */
  holds?: (place: Place) => Promise<void>;
  /** What the loser is told where it is not the winner's name, and the status that says it. */
  says?: (winner: Place) => string;
  status?: readonly number[];
}

export interface Race {
  does: string;
  /** The form's route and the API's, e.g. `post /meja/klaim/:id/ambil`. */
  form?: string;
  json?: string;
  /** Why both may act on one version. Without it one of them wins. */
  commutes?: string;
  /** Fields of the form in which people write: what the loser typed there comes back. */
  typed?: readonly string[];
  stage: (stage: Stage) => Promise<Scene>;
}

const words = (count = 8) =>
  Array.from({ length: count }, () => randomBytes(4).toString('hex').replaceAll(/\d/g, 'k')).join(' ');

/** The same message so many times: a claim with so many reports. */
const reported = ({ saring }: Stage, count: number) => {
  const text = words(10);
  return aReportedClaim(saring, [text, `INFO: ${text}`, `${text} 🙏`, `${text}!!`].slice(0, count));
};

/** A race about one claim, whose version both saw. */
const about = (claim: Claim, scene: Omit<Scene, 'at' | 'told'> & { at?: Record<string, string> }): Scene => {
  const { form, json, at } = scene;
  return {
    ...scene,
    at: { id: String(claim._id), ...at },
    told: [{ in: 'Claim', id: claim._id }],
    ...(form && { form: (place) => ({ version: String(claim.version), ...form(place) }) }),
    ...(json && { json: (place) => ({ version: claim.version, ...json(place) }) }),
  };
};

const nothing = () => ({});
const api = (path: string, method = 'post') => `${method} /api/v1${path}`;
const page = (path: string) => `post /meja/klaim/:id/${path}`;

/** Everything that staff do to a claim and to the reports in it. */
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
  {
    does: 'merges it into another',
    form: page('gabung'),
    json: api('/claims/:id/merge'),
    async stage(stage) {
      const { saring } = stage;
      const { claim, reports } = await reported(stage, 2);
      const targets = [await aClaim(saring), await aClaim(saring)];
      const into = (place: Place) => ({ into: String(targets[place]?._id) });
      return about(claim, {
        form: into,
        json: into,
        async holds(place) {
          const after = await readClaim(saring, claim._id);
          expect(String(after.mergedInto)).to.equal(into(place).into);
          for (const { _id } of reports) {
            expect(String((await readReport(saring, _id)).claim)).to.equal(into(place).into);
          }
        },
      });
    },
  },
  {
    does: 'undoes a merge',
    form: page('urungkan-gabung'),
    json: api('/claims/:id/unmerge'),
    async stage(stage) {
      const { saring, author } = stage;
      const { claim, reports } = await reported(stage, 2);
      const into = String((await aClaim(saring))._id);
      await mergeClaims(saring.context, { id: String(claim._id), into, by: author.signedIn });
      return about(await readClaim(saring, claim._id), {
        form: nothing,
        json: nothing,
        async holds() {
          expect(await readClaim(saring, claim._id)).to.include({ status: 'open', reportCount: 2 });
          for (const { _id } of reports) {
            expect(String((await readReport(saring, _id)).claim)).to.equal(String(claim._id));
          }
        },
      });
    },
  },
  {
    does: 'takes reports out of it',
    form: page('pisah'),
    json: api('/claims/:id/split'),
    async stage(stage) {
      const { claim, reports } = await reported(stage, 4);
      return about(claim, splitting(stage, claim, reports));
    },
  },
  {
    does: 'undoes a split',
    form: page('urungkan-pisah'),
    json: api('/claims/:id/unsplit'),
    async stage(stage) {
      const { saring, author } = stage;
      const { claim, reports } = await reported(stage, 3);
      const chosen = reports.slice(1).map(({ _id }) => String(_id));
      const asked = { id: String(claim._id), reports: chosen, by: author.signedIn };
      const { created } = await splitClaim(saring.context, asked);
      return about(created, {
        form: nothing,
        json: nothing,
        async holds() {
          expect((await readClaim(saring, created._id)).status).to.equal('merged');
          expect(await readClaim(saring, claim._id)).to.include({ reportCount: 3 });
        },
      });
    },
  },
  {
    does: 'decides on a report',
    form: page('laporan/:report'),
    json: api('/reports/:id/match'),
    async stage(stage) {
      const { saring, racers } = stage;
      const [one, other] = [await submitReport(saring, { text: words() }), await aClaim(saring)];
      await saring.context.models.Report.updateOne(
        { _id: one._id },
        { $set: { 'match.claim': other._id, 'match.state': 'suggested', 'match.score': 0.5 } },
      );
      const decision = (place: Place) => ({
        claim: String(other._id),
        state: ['confirmed', 'rejected'][place] ?? '',
        from: String(one.claim),
        seen: 'suggested',
      });
      return {
        at: (_place, door) => ({
          id: String(door === 'form' ? one.claim : one._id),
          report: String(one._id),
        }),
        form: decision,
        json: decision,
        async holds(place) {
          const { claim, match } = await readReport(saring, one._id);
          expect(match.state).to.equal(decision(place).state);
          expect(String(claim)).to.equal(String(place === 0 ? other._id : one.claim));
          expect(String(match.person)).to.equal(String(racers[place].person._id));
          const { activity } = await readClaim(saring, other._id);
          expect(activity.flatMap(({ by }) => by?.name ?? [])).to.deep.equal([racers[place].person.name]);
        },
      };
    },
  },
  {
    does: 'decides whether two claims are one',
    form: 'post /meja/kembar/:id',
    json: api('/twins/:id'),
    async stage({ saring, racers }) {
      const [first, second] = [await aClaim(saring), await aClaim(saring)];
      const { Twin } = saring.context.models;
      const twin = await Twin.create({
        first: first._id,
        second: second._id,
        score: 0.9,
        state: 'suggested',
        foundAt: saring.clock.now(),
      });
      const decision = (place: Place) => ({ decision: ['merge', 'dismiss'][place] ?? '' });
      return {
        at: { id: String(twin._id) },
        form: decision,
        json: decision,
        async holds(place) {
          const after = await Twin.findById(twin._id).lean();
          expect(after?.state).to.equal(['merged', 'dismissed'][place]);
          expect(after?.decidedBy?.name).to.equal(racers[place].person.name);
          expect((await readClaim(saring, second._id)).status).to.equal(['merged', 'open'][place]);
        },
      };
    },
  },
];

/** Each of the two takes another report out of a claim of four. */
function splitting({ saring }: Stage, claim: Claim, reports: readonly Report[]) {
  const chosen = (place: Place) => ({ reports: [String(reports[1 + place]?._id)] });
  return {
    form: chosen,
    json: chosen,
    async holds(place: Place) {
      expect((await readClaim(saring, claim._id)).reportCount).to.equal(3);
      for (const [at, { _id }] of reports.entries()) {
        const isHere = (await readReport(saring, _id)).claim.equals(claim._id);
        expect(isHere, `report ${at}`).to.equal(at !== 1 + place);
      }
    },
  };
}
