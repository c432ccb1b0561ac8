import { expect } from 'chai';
import { eraseReport } from '../../src/privacy/erase-report.js';
import type { Report } from '../../src/reports/report.model.js';
import { signIn } from '../helpers/accounts.js';
import { anAgency, type TestAgency } from '../helpers/agencies.js';
import { aPicture, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const link = 'https://contoh.example/hadiah?wa=081377778888';
const masked = 'https://contoh.example/hadiah?wa=•••';

describe('what of reports an agency is shown', () => {
  let saring: Saring;
  let agency: TestAgency;
  let report: Report;
  let path: string;
  before(async () => {
    saring = await startSaring();
    agency = await anAgency(saring);
    report = await submitReport(saring, {
      text: 'Panitia undian membagikan hadiah mobil di alun-alun Karangsari, WA 0813-7777-8888',
      urls: [link, 'https://contoh.example/berita'],
      files: [await aPicture('png')],
    });
    path = `/meja/klaim/${String(report.claim)}/instansi`;
  });
  after(() => saring.close());

  it('offers links by name, without the numbers in them', async () => {
    const browser = await signIn(saring, 'verifier');
    const { text } = await browser.get(path).expect(200);
    expect(text)
      .to.include(`name="links" value="${masked.replaceAll('=', '&#x3D;')}"`)
      .and.include('value="https://contoh.example/berita"')
      .and.not.include('81377778888')
      .and.not.include('name="links" value=""');
  });

  it('shows them masked, and takes out what a reporter erases', async () => {
    const browser = await signIn(saring, 'verifier');
    const [picture] = report.pictures;
    await browser
      .post(path)
      .type('form')
      .send({
        agencies: agency.agency.slug,
        question: 'Apakah undian itu benar diadakan?',
        quotes: String(report._id),
        links: [masked, 'https://contoh.example/berita'],
        pictures: String(picture?.file),
      })
      .expect(303);
    const request = await saring.context.models.StatementRequest.findOne({ claim: report.claim })
      .orFail()
      .lean();
    expect(request.links).to.deep.equal([masked, 'https://contoh.example/berita']);
    const read = async () =>
      (
        await saring.request
          .get(`/api/v1/requests/${String(request._id)}`)
          .set('Authorization', `Bearer ${agency.who.token}`)
          .expect(200)
      ).text;
    expect(await read()).not.to.include('81377778888');
    // As an older version stored them.
    await saring.context.models.StatementRequest.updateOne({ _id: request._id }, { $set: { links: [link] } });
    expect(await read()).not.to.include('81377778888');

    await eraseReport(saring.context, report);
    const left = await saring.context.models.StatementRequest.findById(request._id).orFail().lean();
    expect(left).to.deep.include({ quotes: [], links: [], pictures: [], erased: 3 });
    const staff = await browser.get(`/meja/instansi/permintaan/${String(request._id)}`).expect(200);
    expect(staff.text).to.include('Dihapus atas permintaan pelapor: 3.');
  });
});
