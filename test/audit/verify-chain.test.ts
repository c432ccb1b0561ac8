import { expect } from 'chai';
import { startLog } from '../../src/audit/chain-end.js';
import { Types } from 'mongoose';
import { recordAction } from '../../src/audit/record-action.js';
import { verifyChain } from '../../src/audit/verify-chain.js';
import type { Context } from '../../src/context.js';
import { aPerson } from '../helpers/accounts.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('judging the audit chain', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  const by = { person: new Types.ObjectId(), name: 'Wulan Contoh' };
  /** Ten lines, unless said otherwise. */
  async function write(count = 10, context: Context = saring.context): Promise<void> {
    for (let at = 0; at < count; at += 1) {
      saring.clock.advance(1);
      await recordAction(context, {
        by,
        action: 'settings.changed',
        on: { kind: 'settings', id: `setting ${at}` },
        before: { limit: at },
        after: { limit: at + 1 },
      });
    }
  }
  /** Whoever can write to the store, past everything that Saring would refuse. */
  const store = () => saring.context.models.AuditLine.collection;
  const at = (place: number) => ({ _id: place }) as never;
  const breaks = async (kept?: string) => (await verifyChain(saring.context, kept)).breaks;
  const hashAt = async (place: number) =>
    (await saring.context.models.AuditLine.findById(place).lean())?.hash ?? '';
  async function moveTo(from: number, to: number): Promise<void> {
    const line = await store().findOne(at(from));
    await store().deleteOne(at(from));
    await store().insertOne({ ...line, _id: to } as never);
  }

  it('finds an empty log whole', async () => {
    expect(await verifyChain(saring.context)).to.deep.include({
      lines: 0,
      first: null,
      last: null,
      breaks: [],
    });
  });

  it('finds a whole log whole, and knows every hash that was kept elsewhere', async () => {
    await write();
    const kept = await hashAt(7);
    const found = await verifyChain(saring.context, kept);
    expect(found.breaks).to.deep.equal([]);
    expect(found).to.include({ lines: 10, kept: 7 });
    expect(found.first?.seq).to.equal(1);
    expect(found.last).to.deep.include({ seq: 10, hash: await hashAt(10) });
    expect(found.head).to.deep.equal({ seq: 10, hash: await hashAt(10) });
  });

  it('names lines that are missing, one or several, also the first', async () => {
    await write();
    await store().deleteOne(at(1));
    await store().deleteMany({ _id: { $in: [4, 5, 8] } } as never);
    expect(await breaks()).to.deep.equal([
      { kind: 'missing', from: 1, to: 1 },
      { kind: 'missing', from: 4, to: 5 },
      { kind: 'missing', from: 8, to: 8 },
    ]);
  });

  it('names a changed line whichever part of it was changed', async () => {
    await write(12);
    const changes: object[] = [
      { at: new Date(0) },
      { 'by.name': 'Budi Contoh' },
      { 'by.person': new Types.ObjectId() },
      { action: 'settings.read' },
      { 'on.id': 'setting 99' },
      { things: [] },
      { 'before.limit': 99 },
      { after: {} },
      { reason: 'karena' },
      { key: 'kunci' },
      { hash: 'f'.repeat(64) },
    ];
    for (const [place, change] of changes.entries()) {
      await store().updateOne(at(place + 1), { $set: change });
      expect(await breaks(), JSON.stringify(change)).to.deep.equal([
        { kind: 'changed', from: 1, to: place + 1 },
      ]);
    }
  });

  it('names a changed line exactly, with its hash made to fit by somebody without SECRET', async () => {
    await write();
    await store().updateOne(at(5), { $set: { 'by.name': 'Budi Contoh', hash: 'e'.repeat(64) } });
    await store().updateOne(at(6), { $set: { previous: 'e'.repeat(64) } });
    expect(await breaks()).to.deep.equal([{ kind: 'changed', from: 5, to: 6 }]);
  });

  it('names lines that changed places, and a line that was put elsewhere', async () => {
    await write();
    await moveTo(3, 100);
    await moveTo(6, 3);
    await moveTo(100, 6);
    expect(await breaks()).to.deep.equal([
      { kind: 'reordered', at: 3, belongs: 6 },
      { kind: 'reordered', at: 6, belongs: 3 },
    ]);
  });

  it('names a line that stands past the end instead of in its place', async () => {
    await write();
    await moveTo(4, 13);
    expect(await breaks()).to.deep.equal([
      { kind: 'missing', from: 11, to: 12 },
      { kind: 'reordered', at: 13, belongs: 4 },
    ]);
  });

  it('names lines that were cut from the end, also once others were written after them', async () => {
    await write();
    await store().deleteMany({ _id: { $gte: 9 } } as never);
    expect(await breaks()).to.deep.equal([{ kind: 'cut-tail', from: 9, to: 10 }]);
    await write(3);
    expect(await breaks()).to.deep.equal([{ kind: 'missing', from: 9, to: 10 }]);
  });

  it('names a log that was emptied under its head', async () => {
    await write();
    await store().deleteMany({});
    expect(await breaks()).to.deep.equal([{ kind: 'cut-tail', from: 1, to: 10 }]);
  });

  it('names a head that was taken away, or turned back to a line that is left', async () => {
    await write();
    const { AuditHead } = saring.context.models;
    await store().deleteMany({ _id: { $gte: 9 } } as never);
    await AuditHead.updateOne({ _id: 'head' }, { $set: { seq: 8, hash: await hashAt(8) } });
    expect(await breaks()).to.deep.equal([{ kind: 'head-changed' }]);
    await AuditHead.collection.deleteOne({});
    expect(await breaks()).to.deep.equal([{ kind: 'head-missing' }]);
    await write(2);
    expect(await breaks()).to.deep.equal([
      { kind: 'missing', from: 9, to: 10 },
      { kind: 'found-broken', at: 11, found: 'turned-back' },
    ]);
  });

  it('knows by a hash that was kept elsewhere that the log and its head were put back to an earlier day', async () => {
    await write(5);
    const { AuditHead } = saring.context.models;
    const earlier = await AuditHead.collection.findOne({});
    await write(5);
    const kept = await hashAt(10);
    await store().deleteMany({ _id: { $gt: 5 } } as never);
    await AuditHead.collection.deleteOne({});
    await AuditHead.collection.insertOne(earlier as never);
    expect(await breaks()).to.deep.equal([]);
    expect(await breaks(kept)).to.deep.equal([{ kind: 'head-unknown', hash: kept }]);
  });

  it('begins quietly in a store from before there was a log, and once', async () => {
    const { context } = saring;
    const { AuditHead, AuditLine, Position } = context.models;
    await aPerson(saring);
    const forget = async () => {
      await AuditLine.deleteMany({});
      await AuditHead.deleteMany({});
    };
    await forget();
    await Position.deleteMany({});
    await startLog(context);
    expect(await breaks()).to.deep.equal([]);
    await forget();
    await startLog(context);
    expect(await breaks()).to.deep.equal([{ kind: 'emptied' }]);
  });

  it('tells for ever of a seal that did not fit, of a missing head and of an emptied log', async () => {
    const { AuditHead } = saring.context.models;
    await write(10);
    await store().deleteMany({ _id: { $gte: 9 } } as never);
    await AuditHead.updateOne({ _id: 'head' }, { $set: { seq: 8, hash: await hashAt(8) } });
    // Another process, which has seen nothing of what was there.
    const again = () => ({ ...saring.context });
    await write(2, again());
    const seal = { kind: 'found-broken', at: 9, found: 'head-changed' };
    expect(await breaks()).to.deep.equal([seal]);
    const line = await saring.context.models.AuditLine.findById(9).lean();
    expect(line).to.deep.include({
      action: 'audit.broken',
      after: { found: 'head-changed', head: 8, last: 8, expected: null },
    });
    await AuditHead.collection.deleteOne({});
    await write(1, again());
    await write(1, again());
    const missing = { kind: 'found-broken', at: 12, found: 'head-missing' };
    expect(await breaks()).to.deep.equal([seal, missing]);
    await aPerson(saring);
    await store().deleteMany({});
    await AuditHead.collection.deleteOne({});
    expect(await breaks()).to.deep.equal([{ kind: 'emptied' }]);
    await aPerson(saring);
    await write(1, again());
    await write(3, again());
    expect(await breaks()).to.deep.equal([{ kind: 'found-broken', at: 1, found: 'emptied' }]);
  });

  it('does not let a head with a far place stop the log', async () => {
    await write(2);
    await saring.context.models.AuditHead.updateOne({ _id: 'head' }, { $set: { seq: 2 ** 53 } });
    await write(2, { ...saring.context });
    await write(1, { ...saring.context });
    expect(await breaks()).to.deep.equal([{ kind: 'found-broken', at: 3, found: 'head-changed' }]);
  });

  it('tells that the log and its head were put back while the server ran', async () => {
    await write(3);
    const { AuditHead } = saring.context.models;
    const earlier = await AuditHead.collection.findOne({});
    await write(3);
    await store().deleteMany({ _id: { $gt: 3 } } as never);
    await AuditHead.collection.deleteOne({});
    await AuditHead.collection.insertOne(earlier as never);
    await write(2);
    expect(await breaks()).to.deep.equal([
      { kind: 'missing', from: 4, to: 6 },
      { kind: 'found-broken', at: 7, found: 'turned-back' },
    ]);
  });

  it('finds the log of a newsroom whole whose first people did nothing yet', async () => {
    await Promise.all([aPerson(saring), aPerson(saring)]);
    expect(await breaks()).to.deep.equal([]);
    await write(2);
    expect(await breaks()).to.deep.equal([]);
  });

  it('names a line that has more fields than were written', async () => {
    await write(3);
    await store().updateOne(at(2), { $set: { note: 'ditambahkan' } });
    await store().updateOne(at(3), { $set: { 'on.more': 1 } });
    expect(await breaks()).to.deep.equal([{ kind: 'changed', from: 2, to: 3 }]);
  });

  it('tells lines of another SECRET from changed ones', async () => {
    await write(4);
    const { context } = saring;
    const other = {
      ...context,
      config: { ...context.config, secret: 'another secret of forty characters, at least' },
    };
    expect((await verifyChain(other)).breaks).to.deep.equal([{ kind: 'other-secret', from: 1, to: 4 }]);
    await write(3, other);
    await store().updateOne(at(2), { $set: { reason: 'lain' } });
    expect((await verifyChain(other)).breaks).to.deep.equal([{ kind: 'other-secret', from: 1, to: 4 }]);
    expect(await breaks()).to.deep.include({ kind: 'changed', from: 2, to: 2 });
    expect(await breaks()).to.deep.include({ kind: 'other-secret', from: 5, to: 7 });
    // The SECRET before judges its own lines.
    const both = { ...other, config: { ...other.config, secretBefore: context.config.secret } };
    expect((await verifyChain(both)).breaks).to.deep.equal([{ kind: 'changed', from: 2, to: 2 }]);
  });

  it('is not misled by what is no line at all', async () => {
    await write(3);
    await store().insertOne({ _id: 2.5, at: new Date() } as never);
    await store().insertOne({ _id: 'x' } as never);
    const found = await breaks();
    expect(found.map(({ kind }) => kind)).to.include('changed');
    await write(1);
    expect((await hashAt(4)).length).to.equal(64);
  });

  it('judges while lines are being written', async () => {
    await write(3);
    const writing = write(20);
    for (let turn = 0; turn < 5; turn += 1) expect(await breaks()).to.deep.equal([]);
    await writing;
    expect(await breaks()).to.deep.equal([]);
  });
});
