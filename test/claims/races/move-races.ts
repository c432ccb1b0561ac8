import { expect } from 'chai';
import { mergeClaims } from '../../../src/claims/merge-claims.js';
import { splitClaim } from '../../../src/claims/split-claim.js';
import type { Claim } from '../../../src/claims/claim.model.js';
import type { Report } from '../../../src/reports/report.model.js';
import { aClaim, readClaim, readReport } from '../../helpers/claims.js';
import { submitReport } from '../../helpers/reports.js';
import { about, api, nothing, page, reported, words, type Place, type Race, type Stage } from './race.js';

/** What staff do to the reports of a claim: they move between claims. */
export const moveRaces: readonly Race[] = [
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
