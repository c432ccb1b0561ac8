import { expect } from 'chai';
import fc from 'fast-check';
import { chooseExamples, mostExamples } from '../../src/claims/choose-examples.js';
import { harmLevels, topics, type Topic } from '../../src/claims/claim.model.js';
import { initialPriority, prioritySchema } from '../../src/claims/priority-setting.js';
import { leastWaiting, priorityOf, timeToGrow, type PriorityFacts } from '../../src/claims/priority.js';

const now = new Date('2026-03-02T03:00:00Z');
const day = 24 * 60 * 60 * 1000;
const daysAgo = (days: number) => new Date(now.getTime() - days * day);
const facts = (given: Partial<PriorityFacts> = {}): PriorityFacts => ({
  topic: 'politics',
  reportCount: 5,
  reportsRecently: 0,
  reportsLastDay: 0,
  regions: 1,
  channels: 1,
  waitingSince: daysAgo(1),
  ...given,
});
const at = (given: Partial<PriorityFacts>) => priorityOf(facts(given), now, initialPriority).priority;

describe('priority', () => {
  const higher: [string, Partial<PriorityFacts>, Partial<PriorityFacts>][] = [
    ['a more harmful topic', { topic: 'disaster' }, { topic: 'education' }],
    ['a mark of much harm before none', { mark: 'high' }, {}],
    ['a mark of severe harm before much', { mark: 'severe' }, { mark: 'high' }],
    ['no mark before one of little harm', {}, { mark: 'low' }],
    ['severe harm whatever the topic', { topic: 'other', mark: 'severe' }, { topic: 'health' }],
    ['more reports', { reportCount: 10 }, { reportCount: 5 }],
    ['reports of now', { reportsRecently: 4, reportsLastDay: 4 }, { reportsRecently: 1, reportsLastDay: 4 }],
    ['reports of last evening before none', { reportsLastDay: 4 }, {}],
    ['more provinces', { regions: 4 }, { regions: 1 }],
    ['more channels', { channels: 3 }, { channels: 1 }],
    ['longer waiting, all else equal', { waitingSince: daysAgo(6) }, { waitingSince: daysAgo(1) }],
    [
      'a wave of today before a large claim that is over',
      { reportCount: 30, reportsRecently: 30, reportsLastDay: 30, waitingSince: daysAgo(0.2) },
      { reportCount: 200, waitingSince: daysAgo(0.2) },
    ],
    [
      'a wave of today before a single report of last week',
      { reportCount: 30, reportsRecently: 30, reportsLastDay: 30, waitingSince: now },
      { reportCount: 1, waitingSince: daysAgo(7) },
    ],
    [
      'a wave of this afternoon before a single report that lies there for weeks',
      { topic: 'disaster', reportCount: 4, reportsRecently: 3, reportsLastDay: 4, waitingSince: now },
      { topic: 'other', reportCount: 1, waitingSince: daysAgo(30) },
    ],
    [
      'a single report of last month before a middling claim of now',
      { reportCount: 1, waitingSince: daysAgo(25) },
      { reportCount: 5, reportsRecently: 3, reportsLastDay: 3, waitingSince: now },
    ],
  ];
  for (const [what, first, second] of higher) it(what, () => expect(at(first)).to.be.above(at(second)));

  it('is the product of its parts, each 0…1', () => {
    const { priority, ...parts } = priorityOf(
      facts({ reportsRecently: 3, reportsLastDay: 5 }),
      now,
      initialPriority,
    );
    expect(parts.harm * parts.velocity * parts.reach * parts.waiting).to.equal(priority);
    expect(parts).to.have.all.keys('harm', 'velocity', 'reach', 'waiting');
  });

  it('is worked out as it is published', () => {
    const parts = priorityOf(
      facts({
        topic: 'finance',
        reportCount: 30,
        reportsRecently: 8,
        reportsLastDay: 12,
        regions: 2,
        channels: 3,
      }),
      now,
      initialPriority,
    );
    expect(parts.harm).to.equal(0.8);
    expect(parts.velocity).to.be.closeTo(0.25 + 0.75 * (10 / 14), 1e-9);
    expect(parts.reach).to.be.closeTo(0.25 + 0.75 * (Math.log(33) / Math.log(100)), 1e-9);
    expect(parts.waiting).to.be.closeTo(Math.sqrt(0.2 * 0.25 * 0.25) ** (1 - 1 / 30), 1e-9);
  });

  it('is nothing without reports', () => {
    expect(
      priorityOf(facts({ reportCount: 0, waitingSince: daysAgo(50) }), now, initialPriority),
    ).to.deep.equal({
      priority: 0,
      harm: 0,
      velocity: 0,
      reach: 0,
      waiting: 0,
    });
  });

  const anyShare = fc.double({ min: 0.05, max: 1, noNaN: true });
  const anyWeights = fc.record({
    topics: fc.record(
      Object.fromEntries(topics.map((topic) => [topic, anyShare])) as Record<Topic, typeof anyShare>,
    ),
    velocity: fc.record({ least: anyShare, half: fc.integer({ min: 1, max: 1000 }) }),
    reach: fc.record({ least: anyShare, full: fc.integer({ min: 2, max: 100_000 }) }),
    waitingDays: fc.integer({ min: 1, max: 365 }),
    resurfacing: fc.constant({ reports: 3, quietHours: 24 }),
  });
  const anyFacts = fc.record({
    topic: fc.constantFrom(...topics),
    mark: fc.option(fc.constantFrom(...harmLevels), { nil: undefined }),
    reportCount: fc.integer({ min: 1, max: 1_000_000 }),
    reportsRecently: fc.nat(100_000),
    reportsLastDay: fc.nat(100_000),
    regions: fc.nat(38),
    channels: fc.nat(11),
    waitingSince: fc.date({ min: daysAgo(1000), max: daysAgo(-1), noInvalidDate: true }),
  });

  it('keeps every part above 0 and at most 1, whatever the weights', () => {
    fc.assert(
      fc.property(anyFacts, anyWeights, (given, weights) => {
        prioritySchema.parse(weights);
        for (const part of Object.values(priorityOf(given, now, weights))) expect(part).to.be.within(1e-9, 1);
      }),
    );
  });

  it('lets nothing starve: what waited its whole time stands before the lower half of what is new', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, anyWeights, (old, fresh, weights) => {
        const waited = { ...old, waitingSince: daysAgo(weights.waitingDays) };
        const first = priorityOf(waited, now, weights);
        const { harm, velocity, reach, priority } = priorityOf({ ...fresh, waitingSince: now }, now, weights);
        const own = first.harm * first.velocity * first.reach;
        // Of the same kind, or of anything that weighs less than the middle.
        if (harm * velocity * reach <= Math.max(own, leastWaiting(weights)))
          expect(first.priority).to.be.at.least(priority - 1e-12);
      }),
    );
  });

  it('does not change the order of two that both wait by time alone', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (a, b) => {
        const of = (given: PriorityFacts, days: number) =>
          priorityOf({ ...given, waitingSince: daysAgo(days) }, now, initialPriority).priority;
        const ratio = of(a, 1) / of(b, 3);
        expect(of(a, 11) / of(b, 13)).to.be.closeTo(ratio, ratio * 1e-9);
      }),
    );
  });

  it('foretells when it will have grown', () => {
    const before = priorityOf(facts(), now, initialPriority);
    const later = new Date(now.getTime() + timeToGrow(before, 0.05, initialPriority));
    const after = priorityOf(facts(), later, initialPriority);
    expect(after.priority / before.priority).to.be.closeTo(1.05, 1e-6);
    const full = priorityOf(facts({ waitingSince: daysAgo(30) }), now, initialPriority);
    expect(timeToGrow(full, 0.05, initialPriority)).to.equal(Infinity);
    expect(leastWaiting(initialPriority)).to.be.closeTo(Math.sqrt(0.2 * 0.25 * 0.25), 1e-12);
  });
});

describe('choosing examples', () => {
  it('keeps the first and those that differ most', () => {
    const chosen = chooseExamples(
      [
        'bendungan jebol warga diminta mengungsi',
        'bendungan jebol warga diminta mengungsi',
        'Bendungan jebol!! warga diminta mengungsi',
        'katanya tanggul retak air sudah sampai balai desa',
        'video banjir bandang di kampung sebelah',
      ],
      3,
    );
    expect(chosen).to.have.members([
      'bendungan jebol warga diminta mengungsi',
      'katanya tanggul retak air sudah sampai balai desa',
      'video banjir bandang di kampung sebelah',
    ]);
  });

  it('keeps at most five, none empty, each cut', () => {
    const texts = Array.from(
      { length: 30 },
      (_, n) => `pesan${n} tentang${n} hal${n} lain${n} ${'panjang '.repeat(400)}`,
    );
    const chosen = chooseExamples(['', '  ', ...texts]);
    expect(chosen.length).to.be.within(1, mostExamples);
    for (const text of chosen) expect(text.length).to.be.within(1, 2000);
  });
});
