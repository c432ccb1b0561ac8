import { expect } from 'chai';
import { Types } from 'mongoose';
import type { GatheredReport } from '../../../src/claims/dossier/gather-reports.js';
import { groupLinks } from '../../../src/claims/dossier/group-links.js';
import { groupPictures, pairKey } from '../../../src/claims/dossier/group-pictures.js';
import type { PictureDecision } from '../../../src/claims/dossier/picture-pair.model.js';
import { groupWordings, orderWordings } from '../../../src/claims/dossier/group-wordings.js';

const reported = (overrides: Partial<GatheredReport> = {}): GatheredReport => ({
  id: new Types.ObjectId(),
  at: 0,
  fingerprint: '',
  links: [],
  pictures: [],
  wantsNews: false,
  ...overrides,
});

/** 16 hex digits of which so many bits are set, from the left. */
const bits = (ones: number): string =>
  BigInt(`0b${'1'.repeat(ones).padEnd(64, '0')}`)
    .toString(16)
    .padStart(16, '0');
const shown = (hash: string, at = 0) =>
  reported({ at, pictures: [{ hash, file: `f-${hash}`, thumbnail: `t-${hash}` }] });

const self = (hash: string) => hash;

describe('the dossier: wordings', () => {
  it('counts each text once, with its time, its channels and who waits', () => {
    const reports = [
      reported({ fingerprint: 'aa', at: 5, channel: 'whatsapp', wantsNews: true }),
      reported({ fingerprint: 'aa', at: 2, channel: 'x' }),
      reported({ fingerprint: 'aa', at: 9, channel: 'whatsapp', wantsNews: true }),
      reported({ fingerprint: 'bb', at: 7 }),
    ];
    const [one, other] = groupWordings(reports, self);
    expect(one).to.deep.equal({
      key: 'aa',
      fingerprint: 'aa',
      count: 3,
      first: 2,
      last: 9,
      channels: [
        { channel: 'whatsapp', count: 2 },
        { channel: 'x', count: 1 },
      ],
      wantsNews: 2,
      newest: reports[2]?.id,
    });
    expect(other).to.include({ key: 'bb', count: 1, wantsNews: 0 });
  });

  it('puts reports without words together by their picture, else by their link', () => {
    const link = { host: 'a.example', page: 'a.example/b', sent: 'https://a.example/b' };
    const reports = [
      shown(bits(8)),
      shown(bits(4), 3),
      reported({ links: [link] }),
      reported({ links: [link] }),
      reported(),
    ];
    const wordings = groupWordings(reports, () => bits(8));
    expect(wordings.map(({ key, count }) => [key.replace(/-.*/, ''), count])).to.deep.equal([
      ['picture', 2],
      ['link', 2],
      ['nothing', 1],
    ]);
    expect(wordings[0]?.ids).to.deep.equal([reports[1]?.id, reports[0]?.id]);
  });

  it('orders them by the newest or by the most frequent', () => {
    const wordings = groupWordings(
      [
        reported({ fingerprint: 'new', at: 9 }),
        reported({ fingerprint: 'often', at: 1 }),
        reported({ fingerprint: 'often', at: 2 }),
        reported({ fingerprint: 'between', at: 5 }),
      ],
      self,
    );
    const keys = (order: 'newest' | 'most') => orderWordings(wordings, order).map(({ key }) => key);
    expect(keys('newest')).to.deep.equal(['new', 'between', 'often']);
    expect(keys('most')).to.deep.equal(['often', 'new', 'between']);
  });
});

describe('the dossier: pictures', () => {
  const group = (hashes: readonly string[], decided: [string, string, PictureDecision][] = []) =>
    groupPictures(
      hashes.map((hash, at) => shown(hash, at)),
      new Map(decided.map(([one, other, decision]) => [pairKey(one, other), decision])),
    );
  const keys = (hashes: readonly string[], decided?: [string, string, PictureDecision][]) =>
    group(hashes, decided).groups.map(({ pictures }) => pictures.map(({ hash }) => hash));

  const distances: [number, string][] = [
    [0, 'one'],
    [10, 'one'],
    [11, 'ask'],
    [15, 'ask'],
    [16, 'two'],
    [17, 'two'],
  ];
  for (const [distance, what] of distances) {
    it(`takes pictures ${distance} bits apart for ${what === 'ask' ? 'a question' : what}`, () => {
      const { groups, questions } = group([bits(20), bits(20 + distance)]);
      expect(groups).to.have.length(what === 'one' ? 1 : 2);
      expect(questions.map((asked) => asked.distance)).to.deep.equal(what === 'ask' ? [distance] : []);
    });
  }

  it('shows the oldest of a group, and counts reports, not pictures', () => {
    const twice = reported({
      at: 5,
      pictures: [bits(20), bits(22)].map((hash) => ({ hash, file: hash, thumbnail: hash })),
    });
    const { groups } = groupPictures([twice, shown(bits(24), 3), shown(bits(24), 8)], new Map());
    expect(groups).to.have.length(1);
    expect(groups[0]).to.include({ key: bits(24), reports: 3, first: 3 });
  });

  it('follows what a person said of a pair', () => {
    const [a, b] = [bits(20), bits(33)];
    expect(group([a, b], [[a, b, 'same']]).groups).to.have.length(1);
    const apart = group([a, b], [[b, a, 'different']]);
    expect(apart.groups).to.have.length(2);
    expect(apart.questions).to.deep.equal([]);
  });

  it('keeps apart what is different although a third picture lies between', () => {
    const [a, between, b] = [bits(20), bits(27), bits(34)];
    expect(keys([a, between, b])).to.deep.equal([[a, between, b]]);
    const { groups, questions } = group([a, between, b], [[a, b, 'different']]);
    expect(groups.map(({ pictures }) => pictures.length).toSorted((a, b) => a - b)).to.deep.equal([1, 2]);
    expect(questions).to.deep.equal([]);
  });

  it('asks about two groups once, by their nearest pictures', () => {
    const { groups, questions } = group([bits(10), bits(14), bits(27), bits(29)]);
    expect(groups).to.have.length(2);
    expect(questions.map(({ first, second }) => [first.hash, second.hash])).to.deep.equal([
      [bits(14), bits(27)],
    ]);
  });

  it('names no more than it can compare, and says so', () => {
    const many = Array.from({ length: 1600 }, (_, place) =>
      (BigInt(place) << 40n).toString(16).padStart(16, '0'),
    );
    expect(group(many).left).to.equal(100);
  });
});

describe('the dossier: links', () => {
  it('counts reports by host and by link', () => {
    const link = (page: string, sent = `https://${page}`) => ({ host: page.split('/')[0] ?? '', page, sent });
    const hosts = groupLinks([
      reported({ links: [link('a.example/1', 'a.example/1'), link('a.example/2')] }),
      reported({ links: [link('a.example/1', 'https://www.a.example/1?utm_source=x')] }),
      reported({ links: [link('b.example/x')] }),
    ]);
    expect(hosts.map(({ host, reports }) => [host, reports])).to.deep.equal([
      ['a.example', 2],
      ['b.example', 1],
    ]);
    expect(hosts[0]?.links).to.deep.equal([
      { page: 'a.example/1', sent: 'https://www.a.example/1?utm_source=x', reports: 2 },
      { page: 'a.example/2', sent: 'https://a.example/2', reports: 1 },
    ]);
  });
});
