import { expect } from 'chai';
import { Types } from 'mongoose';
import type { Claim } from '../../../src/claims/claim.model.js';
import { queueSchema } from '../../../src/claims/claim.schema.js';
import { whichClaims } from '../../../src/claims/queue/queue-filter.js';
import { aPerson, signIn, type TestPerson } from '../../helpers/accounts.js';
import { aClaim } from '../../helpers/claims.js';
import { startSaring, type Saring } from '../../helpers/saring.js';

type Browser = Awaited<ReturnType<typeof signIn>>;

describe('claims: what the queue can be asked', () => {
  let saring: Saring;
  let ratna: TestPerson;
  let budi: TestPerson;
  let hers: Browser;
  const made = new Map<string, Claim>();

  before(async () => {
    saring = await startSaring();
    ratna = await aPerson(saring, { name: 'Ratna' });
    budi = await aPerson(saring, { name: 'Budi', role: 'editor' });
    hers = await signIn(saring, ratna);
    const now = saring.clock.now();
    const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 60 * 60 * 1000);
    const by = { person: budi.person._id, name: 'Budi' };
    const harm = (level: 'low' | 'severe') => ({ level, by, at: now });
    const claims: [string, Partial<Claim>][] = [
      ['plain', { firstReportedAt: hoursAgo(1) }],
      ['health', { topic: 'health', regions: ['ID-JT'], channels: ['whatsapp'], harm: harm('severe') }],
      ['old', { firstReportedAt: hoursAgo(80), channels: ['whatsapp', 'x'] }],
      ['touched', { firstReportedAt: hoursAgo(300), touchedAt: hoursAgo(30), harm: harm('low') }],
      ['fresh', { firstReportedAt: hoursAgo(300), touchedAt: hoursAgo(1) }],
      ['his', { status: 'checking', assignee: { ...by, at: now }, touchedAt: now }],
      [
        'back',
        { status: 'answered', answeredAt: hoursAgo(100), resurfaced: { reports: 4, at: hoursAgo(2) } },
      ],
      ['answered', { status: 'answered', answeredAt: hoursAgo(100) }],
      ['aside', { status: 'set-aside', setAside: { reason: 'spam' } }],
    ];
    for (const [name, given] of claims) {
      const statement = `Kabar tentang kelurahan nomor ${made.size} (${name})`;
      made.set(name, await aClaim(saring, { statement, ...given }));
    }
  });
  after(() => saring.close());

  const found = async (path: string) => {
    const { text } = await hers.get(path).expect(200);
    return [...text.matchAll(/data-claim="(\w+)"/g)].map(
      ([, id]) => [...made].find(([, claim]) => String(claim._id) === id)?.[0],
    );
  };

  const asked: [string, string[]][] = [
    ['', ['plain', 'health', 'old', 'touched', 'fresh', 'his', 'back']],
    ['topic=health', ['health']],
    ['region=ID-JT', ['health']],
    ['channel=whatsapp', ['health', 'old']],
    ['channel=whatsapp&topic=health', ['health']],
    ['harm=severe', ['health']],
    ['harm=low', ['touched']],
    ['untouched=never', ['plain', 'health', 'old', 'back']],
    ['untouched=1', ['old', 'touched']],
    ['untouched=3', ['old']],
    ['who=none', ['plain', 'health', 'old', 'touched', 'fresh', 'back']],
    ['who=mine', []],
    ['status=checking', ['his']],
    ['status=resurfaced', ['back']],
    ['status=answered', ['back', 'answered']],
    ['status=set-aside', ['aside']],
  ];
  for (const [query, names] of asked) {
    it(`lists ${query || 'what is at work'}, and finds the same by words`, async () => {
      expect(await found(`/meja?${query}`)).to.have.members(names);
      const searched = await found(`/meja?${query}&q=kabar+kelurahan+nomor`);
      // What was set aside is in no search.
      expect(searched).to.have.members(names.filter((name) => name !== 'aside'));
    });
  }

  it('lists what a colleague has in hand', async () => {
    expect(await found(`/meja?who=${String(budi.person._id)}`)).to.deep.equal(['his']);
    await hers.get('/meja?who=budi').expect(400);
    for (const wrong of ['channel=merpati', 'harm=9', 'untouched=2', 'status=lama']) {
      await hers.get(`/meja?${wrong}`).expect(400);
    }
  });

  it('asks the store only what an index answers', async () => {
    const { Claim } = saring.context.models;
    const asking = { person: new Types.ObjectId(), now: saring.clock.now() };
    for (const [query] of [...asked, [`who=${String(budi.person._id)}`] as const]) {
      const question = queueSchema.parse(Object.fromEntries(new URLSearchParams(query)));
      const { statuses, filter, filterOf } = whichClaims(question, asking);
      for (const status of statuses) {
        const plan = await Claim.find({ ...filter, ...filterOf?.[status], status })
          .sort({ priority: -1, _id: -1 })
          .limit(26)
          .explain('queryPlanner');
        const stages = JSON.stringify(plan);
        expect(stages, query).to.include('IXSCAN').and.not.include('COLLSCAN');
        // What came back is a handful, and so may be what was long untouched; everything else comes in order.
        if (!('resurfaced.at' in (filterOf?.[status] ?? {})) && !Number(question.untouched))
          expect(stages, query).not.to.include('"SORT"');
      }
    }
  });

  it('has rows for the keyboard: an id, the claim, its version, a box and a link', async () => {
    const { text } = await hers.get('/meja').expect(200);
    const id = String(made.get('health')?._id);
    expect(text).to.include(`<li id="klaim-${id}" data-claim="${id}" data-version="0" data-stop`);
    const row = text.slice(text.indexOf(`id="klaim-${id}"`)).split('</li>')[0] ?? '';
    expect(row).to.include(`name="claims" value="${id}.0" form="borongan"`);
    expect(row.match(/<a [^>]*data-stop-focus/g)).to.have.length(1);
    expect(row).to.include(`href="/meja/klaim/${id}/gabung" data-key="m"`);
    expect(row).to.include('1 laporan, kesehatan, bahaya berat');
  });

  it('counts each tab, also while a page is open, and what came since it was opened', async () => {
    await saring.request.get('/meja/antrean/jumlah?since=0').expect(303);
    await hers.get('/meja/antrean/jumlah').expect(400);
    const { text } = await hers.get('/meja').expect(200);
    const live = /data-live="([^"]+)"/.exec(text)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
    expect(text)
      .to.match(/data-count="at-work">7</)
      .and.match(/data-count="resurfaced">1</);
    const before = await hers.get(live).expect(200).expect('Cache-Control', 'no-store');
    expect(before.body).to.deep.include({ fresh: 0, message: null });
    saring.clock.advance(2);
    const claim = await aClaim(saring);
    const after = await hers.get(`/en${live}`).expect(200);
    expect(after.body).to.deep.include({ fresh: 1, message: 'There is 1 new claim. Reload' });
    expect(after.body.counts['at-work']).to.deep.equal({ count: 8, shown: '8' });
    await saring.context.models.Claim.deleteOne({ _id: claim._id });
  });
});
