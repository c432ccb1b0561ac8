import { expect } from 'chai';
import { Types } from 'mongoose';
import { removeForgottenPictures } from '../../src/media/keep-pictures.js';
import { storePicture } from '../../src/media/store-picture.js';
import { signIn } from '../helpers/accounts.js';
import { aPicture, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

describe('serving pictures', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
  });
  after(() => saring.close());

  const filesLeft = () => saring.context.store.connection.collection('pictures.files').countDocuments();

  it('shows the pictures of reports to staff and to nobody else', async () => {
    const { pictures } = await submitReport(saring, { text: '', files: [await aPicture('jpeg')] });
    const { file, thumbnail } = pictures[0] ?? {};
    for (const id of [file, thumbnail]) {
      await saring.request.get(`/gambar/${String(id)}`).expect(404);
      const refused = await saring.request.get(`/meja/gambar/${String(id)}`).redirects(0);
      expect(refused.status).to.equal(303);
    }
    const browser = await signIn(saring, 'verifier');
    const shown = await browser.get(`/meja/gambar/${String(file)}`).expect(200);
    expect(shown.headers).to.include({ 'content-type': 'image/jpeg', 'x-content-type-options': 'nosniff' });
    expect(shown.headers['cache-control']).to.equal('no-store');
    const small = await browser.get(`/meja/gambar/${String(thumbnail)}`).expect(200);
    expect(small.headers['content-type']).to.equal('image/webp');
    for (const id of ['x', '0'.repeat(24), '%00', '..%2f', '$ne'])
      await browser.get(`/meja/gambar/${id}`).expect(404);
  });

  it('shows covers of published and retracted clarifications to everyone, for good', async () => {
    const { file, thumbnail, width, height } = await storePicture(saring.context, await aPicture('png'));
    const now = saring.clock.now();
    const article = await saring.context.models.Clarification.create({
      slug: 'sampul',
      verdict: 'false',
      cover: { file, thumbnail, width, height, alt: 'Gambar' },
      author: { person: new Types.ObjectId(), name: 'Sekar Contoh' },
      createdAt: now,
      updatedAt: now,
    });
    const expected = { draft: 404, 'in-review': 404, published: 200, retracted: 200 } as const;
    for (const [status, code] of Object.entries(expected)) {
      await saring.context.models.Clarification.updateOne({ _id: article._id }, { $set: { status } });
      for (const id of [file, thumbnail]) await saring.request.get(`/gambar/${String(id)}`).expect(code);
    }
    const { headers } = await saring.request.get(`/gambar/${String(file)}`);
    expect(headers['cache-control']).to.equal('public, max-age=31536000, immutable');
    await saring.request.head(`/gambar/${String(file)}`).expect(200);
  });

  it('removes pictures whose report never came, after a day, and no others', async () => {
    const { context, clock } = saring;
    await removeForgottenPictures(context);
    const before = await filesLeft();
    await storePicture(context, await aPicture('png', { seed: 2 }), { waiting: true });
    const { pictures } = await submitReport(saring, {
      text: '',
      files: [await aPicture('png', { seed: 4 })],
    });
    const [kept] = pictures;
    // As if the process had died before it kept them.
    await context.store.connection
      .collection('pictures.files')
      .updateOne(
        { _id: kept?.file },
        { $set: { 'metadata.waiting': { sha256: kept?.sha256, until: clock.now() } } },
      );
    expect(await filesLeft()).to.equal(before + 4);
    clock.advance(23 * 60);
    expect(await removeForgottenPictures(context)).to.equal(0);
    clock.advance(2 * 60);
    expect(await removeForgottenPictures(context)).to.equal(2);
    expect(await filesLeft()).to.equal(before + 2);
    expect(await removeForgottenPictures(context)).to.equal(0);
  });
});
