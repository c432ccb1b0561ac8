import { expect } from 'chai';
import { startSaring, type Saring } from '../helpers/saring.js';
import { aPicture, submitReport } from '../helpers/reports.js';
import { eraseReport } from '../../src/privacy/erase-report.js';

const known =
  'Panitia undian Bank Contoh Nusantara membagikan hadiah mobil di alun-alun Karangsari, kirim biaya ke rekening';
const rest =
  'NIK 3171014504890003, kartu 4539 1488 0343 6467, WA 0813-5555-0147 atau surel sumarni.wulandari@rahasia.example';
const text = `${known} 7712345678 ${rest}`;

describe('guessing what others sent', () => {
  let saring: Saring;
  before(async () => {
    saring = await startSaring();
    for (let count = 0; count < 3; count += 1) await submitReport(saring, { text });
  });
  after(() => saring.close());

  const match = async (message: string) => {
    const { body } = await saring.request.post('/api/v1/match').send({ text: message }).expect(200);
    return body as { decision: string; matches: { why: string[]; words: string[] }[] };
  };

  const guesses = [
    ['7712345678', '7712345679'],
    ['771 234 5678', '771 234 5679'],
    ['3171014504890003', '3171014504890004'],
    ['0813-5555-0147', '0813-5555-0148'],
    ['081355550147', '081355550148'],
    ['5555', '5556'],
    ['4539 1488 0343 6467', '4539 1488 0343 6475'],
    ['sumarni.wulandari@rahasia.example', 'sumarna.wulandara@rahasie.example'],
  ] as const;
  for (const [right, wrong] of guesses) {
    it(`tells nobody that ${right} is right`, async () => {
      const answer = await match(`${known} ${right}`);
      expect(answer.matches).not.to.have.length(0);
      expect(answer).to.deep.equal(await match(`${known} ${wrong}`));
      expect(JSON.stringify(answer)).not.to.include(right);
    });
  }

  it('names no word of an address, and nothing by a whole text that is the same', async () => {
    const { matches } = await match(`${known} sumarni wulandari rahasia`);
    expect(matches[0]?.words).to.include('Panitia');
    expect(matches[0]?.words.join(' ')).not.to.match(/sumarni|wulandari|rahasia/iu);
    expect((await match(text)).matches[0]?.why).not.to.include('teks yang sama persis');
    // A text in which nothing is private may be told to be the same.
    await submitReport(saring, {
      text: 'Gempa besar mengguncang pesisir Teluk Karangsari dini hari tadi, warga berlarian',
    });
    const same = await match(
      'Gempa besar mengguncang pesisir Teluk Karangsari dini hari tadi, warga berlarian',
    );
    expect(same.matches[0]?.why).to.include('teks yang sama persis');
  });

  it('keeps it from the page, from tickets and from who sends a report', async () => {
    const asked = `${known} 7712345678 sumarni wulandari`;
    const page = await saring.request.post('/cek').type('form').send({ text: asked });
    expect(page.text).not.to.match(/<mark[^>]*>[^<]*(?:7712345678|sumarni|wulandari)/iu);
    const { body } = await saring.request.post('/api/v1/reports').send({ text: asked }).expect(201);
    const { body: ticket } = await saring.request.get(`/api/v1/reports/${body.ticket}`).expect(200);
    for (const answer of [body, ticket]) {
      expect(JSON.stringify(answer)).not.to.match(/7712345678|sumarni|wulandari/iu);
    }
    const shown = await saring.request.get(`/lacak/${body.ticket}`).expect(200);
    expect(shown.text).not.to.match(/<mark[^>]*>[^<]*(?:7712345678|sumarni|wulandari)/iu);
    const exact = await submitReport(saring, { text });
    const { body: same } = await saring.request.get(`/api/v1/reports/${exact.ticket}`).expect(200);
    expect(same.match.why).not.to.include('teks yang sama persis');
  });

  it('names no picture that is gone', async () => {
    const picture = await aPicture('png');
    await submitReport(saring, { text: '', files: [picture] });
    const second = await submitReport(saring, { text: '', files: [picture] });
    const why = async () =>
      (await saring.request.get(`/api/v1/reports/${second.ticket}`).expect(200)).body.match.why.join();
    expect(await why()).to.include('gambar');
    await eraseReport(saring.context, second);
    expect(await why()).not.to.include('gambar');
  });
});
