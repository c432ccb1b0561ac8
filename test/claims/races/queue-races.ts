import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { Types } from 'mongoose';
import { aClaim, readClaim } from '../../helpers/claims.js';
import { submitReport } from '../../helpers/reports.js';
import { about, api, nothing, page, words, type Place, type Race } from './race.js';

const hashes = () => {
  const one = randomBytes(8).toString('hex');
  // The last digit apart: nearly alike.
  return [`${one.slice(0, 15)}0`, `${one.slice(0, 15)}f`] as const;
};

/** What staff say of a claim beside its state: how harmful, whether its answer is enough, which pictures are one. */
export const queueRaces: readonly Race[] = [
  {
    does: 'marks how harmful it is',
    form: page('bahaya'),
    json: api('/claims/:id/harm'),
    async stage({ saring, racers }) {
      const claim = await aClaim(saring);
      const mark = (place: Place) => ({ level: ['high', 'low'][place] ?? '' });
      return about(claim, {
        form: mark,
        json: mark,
        async holds(place) {
          const { harm } = await readClaim(saring, claim._id);
          expect(harm?.level).to.equal(mark(place).level);
          expect(harm?.by.name).to.equal(racers[place].person.name);
        },
      });
    },
  },
  {
    does: 'says that its answer is enough',
    form: page('cukup'),
    json: api('/claims/:id/rest'),
    async stage({ saring }) {
      const claim = await aClaim(saring, {
        status: 'answered',
        answeredAt: saring.clock.now(),
        resurfaced: { reports: 5, at: saring.clock.now() },
      });
      return about(claim, {
        form: nothing,
        json: nothing,
        async holds() {
          expect(await readClaim(saring, claim._id)).not.to.have.property('resurfaced');
        },
      });
    },
  },
  {
    does: 'says whether two pictures are one',
    form: page('gambar'),
    async stage({ saring, racers }) {
      const [first, second] = hashes();
      const report = await submitReport(saring, { text: words() });
      await saring.context.models.Report.updateOne(
        { _id: report._id },
        { $set: { pictures: [aPictureOf(first), aPictureOf(second)] } },
      );
      const claim = await readClaim(saring, report.claim);
      const decision = (place: Place) => ['same', 'different'][place] ?? '';
      return {
        at: { id: String(claim._id) },
        form: (place) => ({ first, second, decision: decision(place) }),
        told: [{ in: 'Claim', id: claim._id }],
        async holds(place) {
          const [pair, ...more] = await saring.context.models.PicturePair.find({ claim: claim._id }).lean();
          expect(more).to.deep.equal([]);
          expect(pair?.decision).to.equal(decision(place));
          expect(pair?.decidedBy.name).to.equal(racers[place].person.name);
        },
      };
    },
  },
  {
    does: 'takes back what was said of two pictures',
    form: page('gambar/urungkan'),
    async stage({ saring, author }) {
      const claim = await aClaim(saring);
      const [first, second] = hashes();
      const { PicturePair } = saring.context.models;
      const pair = await PicturePair.create({
        first,
        second,
        decision: 'same',
        decidedBy: { person: author.person._id, name: author.person.name },
        decidedAt: saring.clock.now(),
        claim: claim._id,
      });
      return {
        at: { id: String(claim._id) },
        form: () => ({ pair: String(pair._id) }),
        told: [{ in: 'Claim', id: claim._id }],
        // The decision is gone, and with it who took it back; the claim's history says it.
        says: () => 'sudah',
        async holds() {
          expect(await PicturePair.findById(pair._id)).to.equal(null);
        },
      };
    },
  },
];

const aPictureOf = (perceptualHash: string) => ({
  file: new Types.ObjectId(),
  thumbnail: new Types.ObjectId(),
  sha256: perceptualHash.repeat(4),
  perceptualHash,
  width: 640,
  height: 480,
});
