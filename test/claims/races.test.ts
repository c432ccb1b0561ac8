import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import type { Response } from 'supertest';
import { aPerson, signIn, type TestPerson } from '../helpers/accounts.js';
import { aClaim, readClaim } from '../helpers/claims.js';
import { routesOf } from '../helpers/routes.js';
import { startSaring, type Saring } from '../helpers/saring.js';
import { agencyRaces } from './races/agency-races.js';
import { articleRaces } from './races/article-races.js';
import { caseworkRaces } from './races/casework-races.js';
import { anOpenClaim, claimRaces, stepsOnOpen } from './races/claim-races.js';
import { moveRaces } from './races/move-races.js';
import { queueRaces } from './races/queue-races.js';
import { page, type Place, type Race, type Scene, type Stage } from './races/race.js';

type Browser = Awaited<ReturnType<typeof signIn>>;
type Door = 'form' | 'json';

const races: readonly Race[] = [
  ...claimRaces,
  ...moveRaces,
  ...queueRaces,
  ...articleRaces,
  ...caseworkRaces,
  ...agencyRaces,
];

/** What changes no claim, and why. A path stands for everything under it. */
const elsewhere: Readonly<Record<string, string>> = {
  'post /api/v1/match': 'asks; stores nothing',
  'post /api/v1/reports': 'adds a report of a citizen; a claim’s reports are counted, not written by anybody',
  'delete /api/v1/reports/:ticket': 'a citizen takes back their own; no claim is changed',
  'post /meja/akun': 'one’s own sign-in',
  'post /meja/borongan': 'many claims at once, each by a write of its own: it has a test of its own below',
  'post /meja/instansi/baru': 'an agency, not a claim',
  'post /meja/instansi/:id': 'as above',
  'post /meja/laporan/:id/buka': 'shows what is masked, and keeps that it did; changes nothing',
  'post /meja/klaim/:id/catatan/:number': 'only its author puts a note right, by how often it had been',
  'post /meja/pengaturan': 'how the desk works, not a claim; settings have a version of their own',
  'post /meja/saringan': 'a saved filter',
  'post /meja/blokir': 'a source, not a claim',
  'post /meja/orang': 'people, not claims',
  'post /meja/pemberitahuan': 'sends a letter again; its own tests say that it goes out once',
  'post /meja/kembar/:id/urungkan': 'only the one who decided takes it back, and finds it as it was decided',
  'post /meja/klaim/:id/hadir': 'says who is here; a person’s lease is their own',
  'post /meja/klarifikasi/:id/hadir': 'as above',
  'post /meja/klarifikasi/pratinjau': 'shows; stores nothing',
};

const covers = (path: string, route: string) => route === path || route.startsWith(`${path}/`);
const isElsewhere = (route: string) => Object.keys(elsewhere).some((path) => covers(path, route));

describe('two people act on one claim', () => {
  let stage: Stage;
  /** One server process for each of them, on one store. */
  let processes: [Saring, Saring];
  let browsers: [Browser, Browser];
  before(async () => {
    const env = { DATABASE: `test_races_${randomBytes(6).toString('hex')}` };
    const saring = await startSaring({ env });
    processes = [saring, await startSaring({ env, clock: saring.clock })];
    const racers: [TestPerson, TestPerson] = [
      await aPerson(saring, { name: 'Eka', role: 'editor' }),
      await aPerson(saring, { name: 'Damar', role: 'editor' }),
    ];
    stage = { saring, racers, author: await aPerson(saring, { name: 'Wulan' }) };
    browsers = [await signIn(processes[0], racers[0]), await signIn(processes[1], racers[1])];
  });
  after(async () => {
    await processes[1].close();
    await processes[0].close();
  });

  it('knows every route that changes a claim: a new one needs a race, or a reason why it has none', () => {
    const routes = routesOf(processes[0].app)
      .filter(({ method, path }) => method !== 'get' && /^\/(?:meja|api\/v1)(?:\/|$)/.test(path))
      .map(({ method, path }) => `${method} ${path}`);
    const raced = new Set(races.flatMap(({ form, json }) => [form ?? [], json ?? []].flat()));
    expect(
      routes.filter((route) => !raced.has(route) && !isElsewhere(route)),
      'without a race',
    ).to.deep.equal([]);
    expect(
      [...raced].filter((route) => !routes.includes(route)),
      'a race without its route',
    ).to.deep.equal([]);
    const unused = Object.keys(elsewhere).filter((path) => !routes.some((route) => covers(path, route)));
    expect(unused, 'a reason without its route').to.deep.equal([]);
  });

  /** Browsers in which people of agencies are signed in. */
  const guests = new Map<string, Browser>();
  const comeAll = async ({ racers }: Scene) => {
    for (const [place, who] of racers?.entries() ?? []) {
      guests.set(String(who.person._id), await signIn(processes[place] ?? processes[0], who));
    }
  };
  /** One of the two sends it, each at a server process of their own. */
  const act = (
    race: Partial<Pick<Race, Door>>,
    door: Door,
    scene: Scene,
    place: Place,
  ): Promise<Response> => {
    const [method = '', pattern = ''] = race[door]?.split(' ') ?? [];
    const at = typeof scene.at === 'function' ? scene.at(place, door) : scene.at;
    const path = pattern.replaceAll(/:(\w+)/g, (_whole, name: string) => at[name] ?? '');
    const who = (scene.racers ?? stage.racers)[place];
    if (door === 'form') {
      const browser = guests.get(String(who.person._id)) ?? browsers[place];
      return Promise.resolve(browser.post(path).type('form').send(scene.form?.(place)));
    }
    const asked = processes[place].request[method as 'post' | 'patch'](path);
    return Promise.resolve(asked.set('Authorization', `Bearer ${who.token}`).send(scene.json?.(place)));
  };

  const historyOf = async (scene: Scene) =>
    Promise.all(
      (scene.told ?? []).map(async ({ in: model, id, steps = 1 }) => {
        const { Claim, Clarification } = stage.saring.context.models;
        const found = await (model === 'Claim'
          ? Claim.findById(id).lean()
          : Clarification.findById(id).lean());
        return { version: found?.version ?? 0, activity: found?.activity ?? [], steps };
      }),
    );

  const won = ({ status }: Response) => status >= 200 && status < 400;
  const saidBy = (answer: Response, door: Door) => {
    if (door === 'json') return JSON.stringify(answer.body.error ?? '');
    // The history beside an editor names people, too: only what is said on top counts.
    return /<main[^>]*>([\s\S]*?)<form/.exec(answer.text)?.[1] ?? answer.text;
  };
  const names = () => stage.racers.map(({ person }) => person.name);

  /** The other one is told who did what, nothing typed is lost, and the store holds what the winner did and no more. */
  async function expectOneWon(
    race: Partial<Pick<Race, 'typed'>>,
    door: Door,
    asked: { scene: Scene; before: Awaited<ReturnType<typeof historyOf>>; answers: [Response, Response] },
  ) {
    const { scene, before, answers } = asked;
    const told = answers.map((answer) => `${answer.status} ${saidBy(answer, door).slice(0, 300)}`).join('\n');
    expect(answers.filter(won), `who won:\n${told}`).to.have.length(1);
    const winner: Place = won(answers[0]) ? 0 : 1;
    const loser: Place = winner === 0 ? 1 : 0;
    expect(scene.status ?? [409], told).to.include(answers[loser].status);
    const sentence = scene.says?.(winner) ?? `${names()[winner]} sudah `;
    expect(saidBy(answers[loser], door), 'what the loser is told').to.include(sentence);
    if (door === 'form') {
      for (const field of race.typed ?? []) {
        expect(answers[loser].text, `the loser’s ${field}`).to.include(String(scene.form?.(loser)[field]));
      }
    }
    await scene.holds?.(winner);
    const after = await historyOf(scene);
    for (const [at, { version, activity, steps }] of after.entries()) {
      const since = activity.slice(before[at]?.activity.length);
      expect(since.flatMap(({ by }) => by?.name ?? [])).to.deep.equal(
        Array.from({ length: steps }, () => names()[winner]),
      );
      expect(version - (before[at]?.version ?? 0), 'versions since').to.equal(since.length);
    }
  }

  async function expectBothLanded(scene: Scene, answers: [Response, Response]) {
    expect(answers.map(won), answers.map(({ status }) => status).join()).to.deep.equal([true, true]);
    await scene.holds?.(0);
    await scene.holds?.(1);
  }

  it('who do different things to it: one wins, whichever two they are', async () => {
    for (const [at, one] of stepsOnOpen.entries()) {
      for (const other of stepsOnOpen.slice(at + 1)) {
        const { claim, send } = await anOpenClaim(stage);
        const scene: Scene = {
          at: { id: String(claim._id) },
          form: (place) => ({ version: String(claim.version), ...send(place === 0 ? one : other) }),
          told: [{ in: 'Claim', id: claim._id }],
        };
        const before = await historyOf(scene);
        const answers = await Promise.all([
          act({ form: page(one) }, 'form', scene, 0),
          act({ form: page(other) }, 'form', scene, 1),
        ]);
        await expectOneWon({}, 'form', { scene, before, answers });
      }
    }
  });

  it('who act on the same claims in bulk: one wins on each, and the other is told claim by claim', async () => {
    const { saring } = stage;
    const claims = [await aClaim(saring), await aClaim(saring), await aClaim(saring)];
    const chosen = claims.map(({ _id, version }) => `${String(_id)}.${version}`);
    const send = (place: Place, note: string) =>
      browsers[place]
        .post('/meja/borongan')
        .type('form')
        .send({ claims: chosen, action: 'set-aside', reason: 'opinion', note });
    const answers = await Promise.all([send(0, names()[0] ?? ''), send(1, names()[1] ?? '')]);
    const acts = await saring.context.models.BulkAction.find({ 'changed.claim': { $exists: true } }).lean();
    const told = (name: string) =>
      acts.find(({ by }) => by.name === name)?.refused.map(({ message }) => message) ?? [];
    for (const { _id, version } of claims) {
      const after = await readClaim(saring, _id);
      expect(after.version).to.equal(version + 1);
      expect(after.activity.at(-1)?.by?.name).to.equal(after.setAside?.note);
    }
    const winners = await Promise.all(
      claims.map(async ({ _id }) => (await readClaim(saring, _id)).setAside?.note),
    );
    for (const [place, name] of names().entries()) {
      const lost = winners.filter((winner) => winner !== name);
      const page = await browsers[place as Place].get(answers[place]?.headers['location'] ?? '').expect(200);
      for (const winner of lost) expect(page.text).to.include(`${winner} sudah menyisihkan klaim ini`);
      if (acts.some(({ by }) => by.name === name)) expect(told(name)).to.have.length(lost.length);
    }
  });

  it('one of whom undoes in bulk what the other has touched since: that stays, and is told', async () => {
    const { saring } = stage;
    const claims = [await aClaim(saring), await aClaim(saring)] as const;
    const chosen = claims.map(({ _id, version }) => `${String(_id)}.${version}`);
    const act = { claims: chosen, action: 'set-aside', reason: 'opinion' };
    await browsers[0].post('/meja/borongan').type('form').send(act).expect(303);
    const [{ _id: touched }, { _id: left }] = claims;
    await browsers[1]
      .post(`/meja/klaim/${String(touched)}/buka`)
      .type('form')
      .send({ version: '1' })
      .expect(303);
    const { BulkAction } = saring.context.models;
    const done = await BulkAction.findOne({ 'changed.claim': left }).orFail().lean();
    await browsers[0]
      .post(`/meja/borongan/${String(done._id)}/urungkan`)
      .type('form')
      .send({})
      .expect(303);
    const undone = (await BulkAction.findById(done._id).orFail().lean()).undone;
    expect(undone?.count).to.equal(1);
    expect(undone?.kept.map(({ message }) => message).join()).to.include('Damar sudah membuka kembali');
    expect((await readClaim(saring, left)).status).to.equal('open');
    expect((await readClaim(saring, touched)).version).to.equal(2);
  });

  for (const race of races) {
    for (const door of ['form', 'json'] as const) {
      const route = race[door];
      if (!route) continue;
      describe(`${race.does}: ${route}`, () => {
        it(`at once: ${race.commutes ? 'both land' : 'one wins'}`, async () => {
          // Which of the two comes first is chance: twice makes it likelier that each is seen to win.
          for (const [first, second] of [[0, 1] as const, [1, 0] as const]) {
            const scene = await race.stage(stage);
            await comeAll(scene);
            const before = await historyOf(scene);
            const one = act(race, door, scene, first);
            const other = act(race, door, scene, second);
            const [early, late] = await Promise.all([one, other]);
            const answers: [Response, Response] = first === 0 ? [early, late] : [late, early];
            if (race.commutes && !(race.orAgain && answers.some(({ status }) => status === 409))) {
              await expectBothLanded(scene, answers);
            } else await expectOneWon(race, door, { scene, before, answers });
          }
        });

        it(`one after the other, on the page as it was: ${race.commutes ? 'both land' : 'the first wins'}`, async () => {
          const scene = await race.stage(stage);
          await comeAll(scene);
          const before = await historyOf(scene);
          stage.saring.clock.advance(2);
          const early = await act(race, door, scene, 0);
          stage.saring.clock.advance(2);
          const late = await act(race, door, scene, 1);
          if (race.commutes) await expectBothLanded(scene, [early, late]);
          else {
            expect(won(early), `${early.status} ${saidBy(early, door).slice(0, 300)}`).to.equal(true);
            await expectOneWon(race, door, { scene, before, answers: [early, late] });
          }
        });
      });
    }
  }
});
