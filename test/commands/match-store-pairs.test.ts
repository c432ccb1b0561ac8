import { Types } from 'mongoose';
import { expect } from 'chai';
import { CommandError } from '../../src/commands/match/command-error.js';
import { readStorePairs } from '../../src/commands/match/read-store-pairs.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('commands: match, pairs from the store', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('reads what people decided while the store is in use', async () => {
    const { config, models } = saring.context;
    const common = {
      by: new Types.ObjectId(),
      at: new Date(),
      claimTexts: ['Air garam menyembuhkan ginjal'],
    };
    const ids = [new Types.ObjectId(), new Types.ObjectId()];
    const claim = new Types.ObjectId();
    await models.Label.create([
      { ...common, subject: ids[0], claim, kind: 'confirm', same: true, text: 'garam untuk ginjal' },
      { ...common, subject: ids[1], claim, kind: 'reject', same: false, text: 'harga garam naik lagi' },
    ]);
    const pairs = await readStorePairs({
      SECRET: config.secret,
      MONGODB_URI: config.mongodbUri,
      DATABASE: config.databaseName,
    });
    expect(pairs).to.deep.equal([
      { report: 'garam untuk ginjal', claim: common.claimTexts, same: true },
      { report: 'harga garam naik lagi', claim: common.claimTexts, same: false },
    ]);
  });

  it('says in a sentence when the settings are wrong', async () => {
    const thrown = await readStorePairs({ PORT: 'satu' }).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(CommandError);
    expect((thrown as CommandError).message).to.contain('PORT');
  });
});
