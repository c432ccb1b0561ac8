import { expect } from 'chai';
import { Types } from 'mongoose';
import { canonical, chainKey, hashOf, sealOf } from '../../src/audit/chain.js';
import { recordAction, type RecordedAction } from '../../src/audit/record-action.js';
import { createContext, type Context } from '../../src/context.js';
import { openStore } from '../../src/store/open-store.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const by = { person: new Types.ObjectId(), name: 'Wulan Contoh' };
const act = (id: string, more: Partial<RecordedAction> = {}): RecordedAction => ({
  by,
  action: 'settings.changed',
  on: { kind: 'settings', id },
  ...more,
});

describe('the audit chain', () => {
  let saring: Saring;
  beforeEach(async () => {
    saring = await startSaring();
  });
  afterEach(() => saring.close());

  /** Another process on the same store. */
  async function another(): Promise<{ context: Context; close: () => Promise<void> }> {
    const { config, log, clock, matcher } = saring.context;
    const { mongodbUri, dataDir, databaseName } = config;
    const store = await openStore({ mongodbUri, dataDir, databaseName, role: 'command', log });
    return { context: createContext({ config, store, log, clock, matcher }), close: () => store.close() };
  }

  async function expectWhole(count: number): Promise<void> {
    const { AuditHead, AuditLine } = saring.context.models;
    const lines = await AuditLine.find({}).sort({ _id: 1 }).lean();
    expect(lines.map(({ _id }) => _id)).to.deep.equal(Array.from({ length: count }, (_, at) => at + 1));
    const key = chainKey(saring.context.config.secret);
    let previous = '';
    for (const line of lines) {
      expect(line.previous).to.equal(previous);
      expect(hashOf(key, line)).to.equal(line.hash);
      previous = line.hash;
    }
    const head = await AuditHead.findById('head').lean();
    expect(head).to.include({
      seq: count,
      hash: previous,
      seal: sealOf(key, { seq: count, hash: previous }),
    });
  }

  it('writes the same line the same way, whatever the order of its fields', () => {
    expect(canonical({ b: 1, a: { d: undefined, c: new Date(0) } })).to.equal(
      canonical({ a: { c: new Date(0) }, b: 1 }),
    );
  });

  it('chains lines that are recorded at once, each to the one before, and ends at the head', async () => {
    await Promise.all(
      Array.from({ length: 250 }, (_, at) =>
        recordAction(
          saring.context,
          act(`setting ${at}`, {
            before: { limit: at, since: new Date(at) },
            after: { limit: at + 1, gone: undefined },
          }),
        ),
      ),
    );
    await expectWhole(250);
  });

  it('keeps one chain of what several processes record at once, and loses nothing', async () => {
    const others = await Promise.all([another(), another(), another()]);
    try {
      const contexts = [saring.context, ...others.map(({ context }) => context)];
      await Promise.all(
        Array.from({ length: 120 }, (_, at) =>
          recordAction(contexts[at % contexts.length] ?? saring.context, act(`setting ${at}`)),
        ),
      );
      await expectWhole(120);
      const lines = await saring.context.models.AuditLine.find({}).lean();
      expect(new Set(lines.map(({ on }) => on.id)).size).to.equal(120);
    } finally {
      for (const { close } of others) await close();
    }
  });

  it('leaves one line of what was recorded twice, in turn, at once and by several processes', async () => {
    const { context } = saring;
    const other = await another();
    try {
      await recordAction(context, act('twice', { key: 'twice' }));
      await recordAction(context, act('twice', { key: 'twice' }));
      await Promise.all(
        [context, other.context, context, other.context].flatMap((of, at) => [
          recordAction(of, act('thrice', { key: 'thrice' })),
          recordAction(of, act(`between ${at}`)),
        ]),
      );
    } finally {
      await other.close();
    }
    const { AuditLine } = context.models;
    expect(await AuditLine.countDocuments({ things: 'twice' })).to.equal(1);
    expect(await AuditLine.countDocuments({ things: 'thrice' })).to.equal(1);
    await expectWhole(6);
  });

  it('hashes what the store gives back: empty objects, lone surrogates, dates, odd names, long texts', async () => {
    await recordAction(
      saring.context,
      act('odd', {
        before: { empty: {}, list: [], nothing: null, zero: -0, 'a.b': 1, at: new Date(5) },
        after: { broken: 'a\uD800b', $set: { x: 1 }, many: 'ukuran '.repeat(1000) },
        reason: '',
      }),
    );
    await expectWhole(1);
    const line = await saring.context.models.AuditLine.findOne({ things: 'odd' }).lean();
    expect(line?.before).to.deep.include({ empty: {}, list: [], nothing: null });
    expect(String(line?.after?.['many'])).to.have.length(2001);
  });

  it('finds a line by everything that it is about', async () => {
    await recordAction(saring.context, act('one', { also: ['two', 'three', 'two', 'one'] }));
    const line = await saring.context.models.AuditLine.findOne({ things: 'three' }).lean();
    expect(line?.things).to.deep.equal(['one', 'two', 'three']);
  });

  it('goes on after a head that a dying process left behind', async () => {
    const { context } = saring;
    for (const id of ['a', 'b', 'c']) await recordAction(context, act(id));
    const { AuditHead, AuditLine } = context.models;
    const second = await AuditLine.findById(2).lean();
    const behind = { seq: 2, hash: second?.hash ?? '' };
    const seal = sealOf(chainKey(context.config.secret), behind);
    await AuditHead.updateOne({ _id: 'head' }, { $set: { ...behind, seal } });
    await recordAction(context, act('d'));
    await expectWhole(4);
  });

  it('never gives the places of lines that were cut from the end to others', async () => {
    const { context } = saring;
    for (const id of ['a', 'b', 'c', 'd']) await recordAction(context, act(id));
    const { AuditLine } = context.models;
    await AuditLine.deleteMany({ _id: { $gte: 3 } });
    await recordAction(context, act('e'));
    const lines = await AuditLine.find({}).sort({ _id: 1 }).lean();
    expect(lines.map(({ _id }) => _id)).to.deep.equal([1, 2, 5]);
  });

  it('tells whoever records that the store is away, and works again with it', async () => {
    const other = await another();
    await recordAction(other.context, act('before'));
    await other.context.store.connection.close();
    const failed = await Promise.allSettled([
      recordAction(other.context, act('away 1')),
      recordAction(other.context, act('away 2')),
    ]);
    expect(failed.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    await other.context.store.connection.openUri(other.context.store.uri, {
      dbName: other.context.config.databaseName,
    });
    await recordAction(other.context, act('after'));
    await other.close();
    await expectWhole(2);
  });
});
