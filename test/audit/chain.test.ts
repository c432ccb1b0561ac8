import { expect } from 'chai';
import { Types } from 'mongoose';
import { canonical, chainKey, hashOf } from '../../src/audit/chain.js';
import { recordAction } from '../../src/audit/record-action.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('the audit chain', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('writes the same line the same way, whatever the order of its fields', () => {
    expect(canonical({ b: 1, a: { d: undefined, c: new Date(0) } })).to.equal(
      canonical({ a: { c: new Date(0) }, b: 1 }),
    );
  });

  it('chains lines that are recorded at once, each to the one before, and ends at the head', async () => {
    const { context } = saring;
    const by = { person: new Types.ObjectId(), name: 'Wulan Contoh' };
    await Promise.all(
      Array.from({ length: 12 }, (_, at) =>
        recordAction(context, {
          by,
          action: 'settings.changed',
          on: { kind: 'settings', id: `setting ${at}` },
          before: { limit: at, since: new Date(at) },
          after: { limit: at + 1, gone: undefined },
        }),
      ),
    );
    const lines = await context.models.AuditLine.find({}).sort({ seq: 1 }).lean();
    expect(lines.map(({ seq }) => seq)).to.deep.equal(Array.from({ length: 12 }, (_, at) => at + 1));
    const key = chainKey(context.config.secret);
    let previous = '';
    for (const line of lines) {
      expect(line.previous).to.equal(previous);
      expect(hashOf(key, line)).to.equal(line.hash);
      previous = line.hash;
    }
    const head = await context.models.AuditHead.findById('head').lean();
    expect(head).to.include({ seq: 12, hash: previous });
  });

  it('leaves one line of what was recorded twice', async () => {
    const { context } = saring;
    const action = {
      action: 'settings.changed',
      on: { kind: 'settings', id: 'twice' },
      key: 'twice',
    } as const;
    await recordAction(context, action);
    await recordAction(context, action);
    expect(await context.models.AuditLine.countDocuments({ 'on.id': 'twice' })).to.equal(1);
  });
});
