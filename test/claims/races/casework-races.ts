import { expect } from 'chai';
import type { Types } from 'mongoose';
import type { Evidence } from '../../../src/casework/evidence.model.js';
import { withdrawEvidence } from '../../../src/casework/change-evidence.js';
import { closeTask } from '../../../src/casework/close-task.js';
import { gather, ask } from '../../helpers/casework.js';
import { aClaim } from '../../helpers/claims.js';
import { api, nothing, page, type Place, type Race, type Scene, type Stage } from './race.js';

const words = (place: Place) => ({ text: ['Tinggi air normal.', 'Pintu air tertutup.'][place] ?? '' });
const names = ({ racers }: Stage, place: Place) => racers[place].person.name;

async function readEvidence({ saring }: Stage, id: Types.ObjectId): Promise<Evidence> {
  const evidence = await saring.context.models.Evidence.findById(id).lean<Evidence>();
  if (!evidence) throw new Error('there is no such evidence');
  return evidence;
}

/** A race about one piece of evidence, whose version both saw. */
async function onEvidence(
  stage: Stage,
  action: Evidence['history'][number]['action'],
  form: (place: Place) => Record<string, string>,
  before: (evidence: Evidence) => Promise<Evidence> = (evidence) => Promise.resolve(evidence),
): Promise<Scene & { evidence: Evidence }> {
  const claim = await aClaim(stage.saring);
  const evidence = await before(await gather(stage.saring, claim._id, stage.author));
  return {
    evidence,
    at: { id: String(claim._id), evidence: String(evidence._id) },
    form: (place) => ({ version: String(evidence.version), ...form(place) }),
    async holds(place) {
      const { history, version } = await readEvidence(stage, evidence._id);
      const since = history.slice(evidence.history.length);
      expect(since.map((step) => [step.action, step.by.name])).to.deep.equal([[action, names(stage, place)]]);
      expect(version).to.equal(evidence.version + 1);
    },
  };
}

/** A race about one task, whose version both saw. */
async function onTask(
  stage: Stage,
  state: string,
  before?: (id: Types.ObjectId) => Promise<unknown>,
): Promise<Scene> {
  const { saring, author, racers } = stage;
  const { Task } = saring.context.models;
  const claim = await aClaim(saring);
  const { _id } = await ask(saring, author, racers[0], { claim: String(claim._id) });
  await before?.(_id);
  const read = await Task.findById(_id).orFail().lean();
  return {
    at: { id: String(_id) },
    form: () => ({ version: String(read.version) }),
    json: () => ({ version: read.version }),
    async holds(place) {
      const after = await Task.findById(_id).orFail().lean();
      expect(after).to.include({ state, version: read.version + 1 });
      expect(after.history.at(-1)?.by.name).to.equal(names(stage, place));
    },
  };
}

/** What staff gather on a claim, and ask of each other about it. */
export const caseworkRaces: readonly Race[] = [
  {
    does: 'adds evidence',
    form: page('bukti'),
    json: api('/claims/:id/evidence'),
    commutes: 'a piece of evidence changes nothing of another one; both are kept',
    async stage({ saring }) {
      const claim = await aClaim(saring);
      const found = (place: Place) => ({ ...words(place), stance: 'against' });
      return {
        at: { id: String(claim._id) },
        form: found,
        json: found,
        async holds(place) {
          const all = await saring.context.models.Evidence.find({ claim: claim._id }).lean();
          expect(all.map(({ text }) => text))
            .to.have.length(2)
            .and.include(words(place).text);
        },
      };
    },
  },
  {
    does: 'edits evidence',
    form: page('bukti/:evidence'),
    typed: ['text'],
    async stage(stage) {
      const scene = await onEvidence(stage, 'edited', (place) => ({ ...words(place), stance: 'for' }));
      const { holds, evidence } = scene;
      return {
        ...scene,
        async holds(place) {
          await holds?.(place);
          expect(await readEvidence(stage, evidence._id)).to.include({ ...words(place), stance: 'for' });
        },
      };
    },
  },
  {
    does: 'says where evidence is archived',
    form: page('bukti/:evidence/arsip'),
    typed: ['archive'],
    stage: (stage) =>
      onEvidence(stage, 'archived', (place) => ({ archive: `https://arsip.example/${place}/karangsari` })),
  },
  {
    does: 'withdraws evidence',
    form: page('bukti/:evidence/tarik'),
    typed: ['reason'],
    stage: (stage) =>
      onEvidence(stage, 'withdrawn', (place) => ({
        reason: ['Papannya papan lain.', 'Tanggalnya tahun lalu.'][place] ?? '',
      })),
  },
  {
    does: 'uses evidence again',
    form: page('bukti/:evidence/pakai'),
    stage: (stage) =>
      onEvidence(stage, 'restored', nothing, ({ _id: id, version }) =>
        withdrawEvidence(stage.saring.context, { id, version, by: stage.author.signedIn }),
      ),
  },
  {
    does: 'moves evidence in its list',
    form: page('bukti/:evidence/pindah'),
    commutes: 'each moves it one place from where it stands',
    orAgain: true,
    async stage(stage) {
      const { saring, author } = stage;
      const claim = await aClaim(saring);
      const all: Evidence[] = [];
      for (let count = 0; count < 4; count += 1) all.push(await gather(saring, claim._id, author));
      const first = all.toSorted((a, b) => a.place - b.place)[0];
      return {
        at: { id: String(claim._id), evidence: String(first?._id) },
        form: () => ({ to: 'down' }),
        says: () => 'baru saja dipindahkan orang lain',
        async holds() {
          const now = await saring.context.models.Evidence.find({ claim: claim._id }).lean();
          const order = now.toSorted((a, b) => a.place - b.place).map(({ _id }) => String(_id));
          expect(new Set(order)).to.have.property('size', 4);
          expect(order.indexOf(String(first?._id))).to.be.oneOf([1, 2]);
        },
      };
    },
  },
  {
    does: 'ticks a step of the checklist',
    form: page('daftar-periksa'),
    async stage(stage) {
      const { saring } = stage;
      const claim = await aClaim(saring);
      return {
        at: { id: String(claim._id) },
        form: () => ({ step: 'first-source', ticked: 'yes' }),
        async holds(place) {
          const list = await saring.context.models.ClaimChecklist.findById(claim._id).lean();
          expect(list?.moves.map(({ by }) => by.name)).to.deep.equal([names(stage, place)]);
        },
      };
    },
  },
  {
    does: 'gives a task',
    form: 'post /meja/tugas',
    json: api('/tasks'),
    commutes: 'each gives one of their own',
    async stage({ saring, racers }) {
      const claim = String((await aClaim(saring))._id);
      const task = (place: Place) => ({ ...words(place), claim, to: String(racers[0].person._id) });
      return {
        at: {},
        form: task,
        json: task,
        async holds(place) {
          const tasks = await saring.context.models.Task.find({ claim }).lean();
          expect(tasks.map(({ text }) => text))
            .to.have.length(2)
            .and.include(words(place).text);
        },
      };
    },
  },
  {
    does: 'does a task',
    form: 'post /meja/tugas/:id/selesai',
    json: api('/tasks/:id/done'),
    stage: (stage) => onTask(stage, 'done'),
  },
  {
    does: 'drops a task',
    form: 'post /meja/tugas/:id/batal',
    stage: (stage) => onTask(stage, 'dropped'),
  },
  {
    does: 'opens a task again',
    form: 'post /meja/tugas/:id/buka',
    stage: (stage) =>
      onTask(stage, 'open', (id) =>
        closeTask(stage.saring.context, { id, by: stage.author.signedIn, verb: 'done' }),
      ),
  },
];
