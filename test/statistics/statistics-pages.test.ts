import { expect } from 'chai';
import { parse as parseCsv } from 'csv-parse/sync';
import { decideMatch } from '../../src/claims/decide-match.js';
import { editClaim } from '../../src/claims/edit-claim.js';
import { setAsideClaim } from '../../src/claims/set-aside-claim.js';
import { takeClaim } from '../../src/claims/take-claim.js';
import { keepStatistics } from '../../src/statistics/keep-statistics.js';
import { durationsOf, type Statistics } from '../../src/statistics/read-statistics.js';
import { aPerson, bearer, signIn, type TestPerson } from '../helpers/accounts.js';
import { aDesk, publish, type Desk } from '../helpers/clarifications.js';
import { messages, submitReport } from '../helpers/reports.js';
import { startSaring, type Saring } from '../helpers/saring.js';

const noDurations = { count: 0, median: null, p90: null, few: false };

describe('statistics: medians and percentiles', () => {
  it('lie between the two nearest values, as spreadsheets have it, and are marked of fewer than five', () => {
    expect(durationsOf([])).to.deep.equal(noDurations);
    expect(durationsOf([30])).to.deep.equal({ count: 1, median: 30, p90: 30, few: true });
    expect(durationsOf([40, 10, 20, 30])).to.deep.equal({ count: 4, median: 25, p90: 37, few: true });
    const ten = [100, 90, 80, 70, 60, 50, 40, 30, 20, 10];
    expect(durationsOf(ten)).to.deep.equal({ count: 10, median: 55, p90: 91, few: false });
  });
});

describe('statistics: page, files and API', () => {
  let saring: Saring;
  let desk: Desk;
  let ratna: TestPerson;
  let browser: Awaited<ReturnType<typeof signIn>>;
  let token: string;

  // Three weeks: 2 to 8, 9 to 15, and from 16 March 2026 on, a Monday.
  before(async () => {
    saring = await startSaring();
    const { context, clock } = saring;
    const at = (moment: string) => clock.set(new Date(`${moment}:00+07:00`));
    at('2026-03-01T12:00');
    desk = await aDesk(saring);
    ratna = await aPerson(saring, { name: '=Ratna Dewi' });
    const gone = await aPerson(saring, { name: 'Surya Lama' });
    const by = ratna.signedIn;

    at('2026-03-02T00:00');
    const dam = await submitReport(saring, { text: messages.dam });
    const id = String(dam.claim);
    await editClaim(context, { id, by, topic: 'disaster' });
    at('2026-03-08T23:00');
    const garlic = await submitReport(saring, { text: messages.garlic });
    at('2026-03-09T00:00');
    // Touched after an hour, in the week after it came; and after a week.
    await setAsideClaim(context, { id: String(garlic.claim), by: gone.signedIn, reason: 'opinion' });
    await takeClaim(context, { id, by });
    at('2026-03-10T00:00');
    await publish(saring, desk, { claims: [id] });
    const repeats = [];
    for (const hour of ['01', '02', '03']) {
      at(`2026-03-10T${hour}:00`);
      repeats.push(await submitReport(saring, { text: messages.dam }));
    }
    at('2026-03-16T10:00');
    await submitReport(saring, { text: messages.voucher });
    at('2026-03-17T10:00');
    await decideMatch(context, { report: repeats[0]?.ticket ?? '', claim: id, by, state: 'rejected' });
    await context.models.Person.updateOne({ _id: gone.person._id }, { $set: { disabledAt: clock.now() } });
    await keepStatistics(context);
    browser = await signIn(saring, ratna);
    token = await bearer(saring);
  });
  after(() => saring.close());

  const read = async (query = '') =>
    (
      await saring.request
        .get(`/api/v1/desk-statistics${query}`)
        .set('Authorization', `Bearer ${token}`)
        .expect(200)
    ).body as Statistics;
  const csv = async (name: string, query = '', language = '') => {
    const response = await browser.get(`${language}/meja/statistik/${name}.csv${query}`).expect(200);
    expect(response.headers['content-type']).to.equal('text/csv; charset=utf-8');
    expect(response.text.startsWith('\uFEFF')).to.equal(true);
    return parseCsv<Record<string, string>>(response.text, { bom: true, columns: true });
  };

  it('is for the newsroom alone', async () => {
    const paths = ['/meja/statistik', '/meja/statistik/antrean.csv', '/api/v1/desk-statistics'];
    for (const path of paths) {
      const { status } = await saring.request.get(path);
      expect(status, path).to.be.oneOf([303, 401]);
    }
    const agency = await aPerson(saring, { role: 'agency' });
    const outsider = await signIn(saring, agency);
    for (const path of paths) {
      const asked = path.startsWith('/api')
        ? saring.request.get(path).set('Authorization', `Bearer ${agency.token}`)
        : outsider.get(path);
      expect((await asked).status, path).to.be.oneOf([403, 404]);
    }
    await browser.get('/meja/statistik/lain.csv').expect(404);
  });

  it('names every filter that cannot be used', async () => {
    const page = await browser.get('/meja/statistik?period=x&topic=y&from=2026-02-31&to=2026').expect(400);
    for (const field of ['period', 'topic', 'from', 'to']) expect(page.text).to.include(`href="#${field}"`);
    await browser.get('/meja/statistik?period=range').expect(400);
    await browser.get('/meja/statistik?from=2026-03-02&to=2026-03-01').expect(400);
    await browser.get('/meja/statistik?from=2016-03-02&to=2026-03-01').expect(400);
    await browser.get('/meja/statistik/antrean.csv?topic=y').expect(400);
  });

  it('gives each week its times, shares and queue', async () => {
    const { from, to, weeks, whole, counting } = await read('?from=2026-03-04');
    expect({ from, to, counting }).to.deep.equal({ from: '2026-03-02', to: '2026-03-17', counting: false });
    expect(weeks.map(({ week }) => week)).to.deep.equal(['2026-03-02', '2026-03-09', '2026-03-16']);
    const [first, second, third] = weeks;
    expect(first).to.deep.include({ opened: 2, waiting: 2, reports: 2, automatic: 0, answeredShare: 0 });
    expect(first).to.deep.include({ touch: noDurations, answer: noDurations, wrongShare: null });
    // 60 minutes and 7 days; the answer came after 8 days.
    expect(second?.touch).to.deep.equal({ count: 2, median: 5070, p90: 9078, few: true });
    expect(second?.answer).to.deep.equal({ count: 1, median: 11_520, p90: 11_520, few: true });
    expect(second).to.deep.include({ reports: 3, automatic: 3, answeredAtOnce: 3, answeredShare: 1 });
    // The report that was taken out on the 17th came in this week; its own claim was opened for it.
    expect(second).to.deep.include({ wrong: 1, wrongShare: 1 / 3 });
    expect(second).to.deep.include({ opened: 1, answered: 1, setAside: 1, waiting: 1 });
    expect(third).to.deep.include({ opened: 1, reports: 1, answeredShare: 0, waiting: 2 });
    expect(whole).to.deep.include({ reports: 6, answeredAtOnce: 3, answeredShare: 0.5, wrong: 1 });
  });

  it('goes back to what waited when a period of the past ended', async () => {
    const { weeks, to } = await read('?period=range&from=2026-03-02&to=2026-03-05');
    expect(to).to.equal('2026-03-08');
    expect(weeks.map(({ waiting }) => waiting)).to.deep.equal([2]);
  });

  it('shows four weeks, twelve or a year, up to the one that runs', async () => {
    for (const [period, count, first] of [
      ['4-weeks', 4, '2026-02-23'],
      ['12-weeks', 12, '2025-12-29'],
      ['year', 52, '2025-03-24'],
    ] as const) {
      const { weeks } = await read(`?period=${period}`);
      expect(weeks).to.have.length(count);
      expect(weeks[0]?.week).to.equal(first);
      expect(weeks.at(-1)?.week).to.equal('2026-03-16');
    }
    expect((await read()).weeks).to.have.length(12);
  });

  it('tells a topic by itself', async () => {
    const { topics } = await read();
    expect(topics.map(({ topic, touch, answer }) => [topic, touch.median, answer.median])).to.deep.equal([
      ['disaster', 10_080, 11_520],
      ['other', 60, null],
    ]);
    const disaster = await read('?topic=disaster&period=4-weeks');
    expect(disaster.topics.map(({ topic }) => topic)).to.deep.equal(['disaster']);
    expect(disaster.whole).to.deep.include({ opened: 1, answered: 1, setAside: 0, reports: 3 });
    expect(disaster.weeks.at(-1)?.waiting).to.equal(0);
    expect(disaster.people.find(({ name }) => name === 'Surya Lama')).to.equal(undefined);
  });

  it('tells who has and did how much, also of those who left', async () => {
    const { people } = await read();
    const of = (name: string) => people.find((one) => one.name === name);
    expect(of('=Ratna Dewi')).to.deep.include({ taken: 1, answered: 1, decided: 1, inHand: 0, left: false });
    expect(of('Surya Lama')).to.deep.include({ setAside: 1, left: true });
    expect(of('Eka Penyunting')).to.deep.include({ taken: 0, answered: 0, left: false });
    const earlier = await read('?from=2026-03-02&to=2026-03-08');
    expect(earlier.people.map(({ name }) => name)).not.to.include('Surya Lama');
  });

  it('counts claims in hand now', async () => {
    const { context } = saring;
    const voucher = await context.models.Claim.findOne({ status: 'open', topic: 'other' })
      .sort({ priority: -1 })
      .lean();
    await takeClaim(context, { id: String(voucher?._id), by: desk.editor.signedIn });
    const { people } = await read();
    expect(people.find(({ name }) => name === 'Eka Penyunting')?.inHand).to.equal(1);
    expect((await read('?topic=health')).people.every(({ inHand }) => inHand === 0)).to.equal(true);
  });

  it('shows each as a drawing with a table and a file, in both languages, with the filters', async () => {
    const page = (await browser.get('/meja/statistik?period=4-weeks&topic=disaster').expect(200)).text;
    expect(page).to.include('bukan untuk menilai orang');
    expect(page.match(/<svg class="chart-drawing(?: rows)?" role="img"/g)).to.have.length(8);
    expect(page.match(/<details class="chart-table small">/g)).to.have.length(8);
    expect(page).to.include('href="/meja/statistik/antrean.csv?period&#x3D;4-weeks&amp;topic&#x3D;disaster"');
    expect(page).not.to.match(/ style=|<style|<script>/);
    expect(page).to.include('Pekan 9 Maret 2026');
    expect(page).to.match(/chart-dot series-1 faint/);
    const english = (await browser.get('/en/meja/statistik').expect(200)).text;
    expect(english).to.include('not for ranking people').and.include('works here no more');
    expect(english).not.to.match(/statistics\.[a-z]/);
    expect(page).not.to.match(/>statistics\.[a-z]/);
  });

  it('says that there are no figures, without an axis, where there are none', async () => {
    const page = (await browser.get('/meja/statistik?from=2024-01-01&to=2024-02-01').expect(200)).text;
    expect(page).not.to.match(/<svg class="chart-drawing" /);
    const sections = page.split('<section class="statistics"').slice(1);
    const silent = sections.filter((section) => section.includes('Belum ada angka'));
    expect(silent.map((section) => /aria-labelledby="([a-z-]+)-judul"/.exec(section)?.[1])).to.deep.equal([
      'waktu-sentuh',
      'waktu-jawab',
      'per-topik',
      'dijawab-otomatis',
      'kecocokan-salah',
      'antrean',
    ]);
  });

  it('writes files that a spreadsheet reads, in the reader’s language, and runs nothing', async () => {
    const touch = await csv('waktu-sentuh', '?from=2026-03-02');
    expect(touch[1]).to.deep.equal({
      Pekan: '2026-03-09',
      'Klaim yang disentuh': '2',
      'Median (menit)': '5070',
      'Persentil ke-90 (menit)': '9078',
      'Kurang dari 5 klaim': 'ya',
    });
    const load = await csv('beban-kerja', '', '/en');
    expect(load.map(({ Name }) => Name)).to.include("'=Ratna Dewi");
    const wrong = await csv('kecocokan-salah', '?from=2026-03-02', '/en');
    expect(wrong.map((row) => row['Share found wrong (%)'])).to.deep.equal(['', '33.3', '']);
    const other = await csv('per-topik', '?topic=other');
    expect(other.map(({ Topik }) => Topik)).to.deep.equal(['Lainnya']);
    for (const name of ['waktu-jawab', 'dijawab-otomatis', 'antrean']) {
      expect(await csv(name), name).to.have.length(12);
    }
  });
});
