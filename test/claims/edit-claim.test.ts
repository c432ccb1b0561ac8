import { expect } from 'chai';
import { editClaim } from '../../src/claims/edit-claim.js';
import { aDesk, publish } from '../helpers/clarifications.js';
import { submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('editing a claim', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  it('that is answered moves its article to the new topic, too', async () => {
    const desk = await aDesk(saring);
    const id = String((await submitReport(saring)).claim);
    const { slug } = await publish(saring, desk, { claims: [id] });
    const slugsOf = async (topic: string) => {
      const { body } = await saring.request.get(`/api/v1/clarifications?topic=${topic}`).expect(200);
      return (body as { items: { slug: string }[] }).items.map((item) => item.slug);
    };
    expect(await slugsOf('other')).to.deep.equal([slug]);
    await editClaim(saring.context, { id, by: desk.author.signedIn, topic: 'disaster' });
    expect(await slugsOf('disaster')).to.deep.equal([slug]);
    expect(await slugsOf('other')).to.deep.equal([]);
  });
});
