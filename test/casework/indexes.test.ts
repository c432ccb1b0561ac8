import { expect } from 'chai';
import { Types, type QueryFilter } from 'mongoose';
import type { Evidence } from '../../src/casework/evidence.model.js';
import type { Task } from '../../src/casework/task.model.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const some = new Types.ObjectId();
const now = new Date('2026-03-02T03:00:00Z');

describe('casework: every list is served by an index', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const tasks: [string, QueryFilter<Task>, Record<string, 1 | -1>][] = [
    ['mine', { 'to.person': some, state: 'open' }, { dueBy: 1, _id: 1 }],
    ['mine, done', { 'to.person': some, state: 'done' }, { updatedAt: -1, _id: -1 }],
    ['given', { 'by.person': some, state: 'open' }, { dueBy: 1, _id: 1 }],
    ['given, done', { 'by.person': some, state: 'done' }, { updatedAt: -1, _id: -1 }],
    ['overdue', { state: 'open', dueBy: { $lte: now } }, { dueBy: 1, _id: 1 }],
    ['on a claim', { claim: { $in: [some] } }, { dueBy: 1, _id: 1 }],
    ['to be reminded of', { remindAt: { $lte: now } }, { remindAt: 1 }],
  ];
  for (const [name, filter, sort] of tasks) {
    it(`tasks: ${name}`, async () => {
      expectIndexed(await saring.context.models.Task.find(filter).sort(sort).explain());
    });
  }

  it('evidence of some claims', async () => {
    const filter: QueryFilter<Evidence> = { claim: { $in: [some] } };
    expectIndexed(await saring.context.models.Evidence.find(filter).sort({ place: 1, _id: 1 }).explain());
  });

  it('claims that lead to others, and people', async () => {
    const { Claim, Person } = saring.context.models;
    expectIndexed(await Claim.find({ mergedInto: { $in: [some] } }).explain());
    expectIndexed(await Person.find({}).sort({ email: 1 }).explain());
  });
});

function expectIndexed(plan: unknown): void {
  const told = JSON.stringify(plan);
  expect(told).to.include('IXSCAN').and.not.include('COLLSCAN');
}
