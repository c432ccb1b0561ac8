import { expect } from 'chai';
import type { Response } from 'supertest';
import { aPerson, signIn } from '../helpers/accounts.js';
import { routesOf } from '../helpers/routes.js';
import { startSaring } from '../helpers/saring.js';
import type { Race } from '../claims/races/race.js';
import type { Act, Desk } from './acts/act.js';
import { accountActs } from './acts/account-acts.js';
import { deskActs } from './acts/desk-acts.js';
import { lineOfRace, races } from './acts/raced-acts.js';
import { auditLines } from './audit-lines.js';
import id from '../../views/languages/id/audit.json' with { type: 'json' };
import en from '../../views/languages/en/audit.json' with { type: 'json' };

/** What leaves no line, and why none belongs there. */
const untold: Readonly<Record<string, string>> = {
  'post /lapor': 'a citizen reports; nobody of the desk does anything',
  'post /lapor/isi': 'a citizen fills the form in; nothing is stored',
  'post /lapor/cek': 'a citizen asks; nothing is stored',
  'post /cek': 'a citizen asks; nothing is stored',
  'post /api/v1/match': 'a citizen asks; nothing is stored',
  'post /api/v1/reports': 'a citizen reports; nobody of the desk does anything',
  'post /berhenti/:ticket': 'a reporter stops letters to themselves',
  'post /meja/klaim/:id/hadir': 'says who looks or writes just now; it is forgotten within a minute',
  'post /meja/klarifikasi/:id/hadir': 'says who looks or writes just now; it is forgotten within a minute',
  'post /meja/klarifikasi/pratinjau': 'shows how a text will look; nothing is stored',
};

type Door = 'form' | 'json';
const doors: readonly Door[] = ['form', 'json'];

describe('the audit log has a line for everything that is done', function () {
  this.timeout(30_000);
  let desk: Desk;
  before(async () => {
    const saring = await startSaring();
    const admin = await aPerson(saring, { role: 'admin', name: 'Wulan Admin' });
    const other = await aPerson(saring, { role: 'editor', name: 'Damar Contoh' });
    const author = await aPerson(saring, { name: 'Ayu Penulis' });
    const browser = await signIn(saring, admin);
    desk = { saring, admin, browser, stage: { saring, racers: [admin, other], author } };
  });
  after(() => desk.saring.close());

  const acts = { ...deskActs, ...accountActs };
  const raced = new Set(races.flatMap(({ form, json }) => [form ?? [], json ?? []].flat()));

  it('knows every route that changes something: a new one needs an act, or a reason why none is told', () => {
    const routes = [
      ...new Set(
        routesOf(desk.saring.app)
          .filter(({ method }) => !['get', 'head', 'options'].includes(method))
          .map(({ method, path }) => `${method} ${path}`),
      ),
    ];
    const known = [...raced, ...Object.keys(acts), ...Object.keys(untold)];
    expect(
      routes.filter((route) => !known.includes(route)),
      'without an act',
    ).to.deep.equal([]);
    expect(
      known.filter((route) => !routes.includes(route)),
      'an act without its route',
    ).to.deep.equal([]);
    const does = races.map((race) => race.does);
    expect(
      does.filter((one) => !Object.hasOwn(lineOfRace, one)),
      'without a line',
    ).to.deep.equal([]);
  });

  it('has words for each of them, in every language', () => {
    const lines = [...Object.values(lineOfRace), ...Object.values(acts).map(({ line }) => line)];
    for (const { actions } of [id, en] as { actions: Record<string, Record<string, string>> }[]) {
      for (const line of lines) {
        const [kind = '', verb = ''] = line.split('.');
        expect(actions[kind]?.[verb], line).to.be.a('string');
      }
    }
  });

  /** What an act leaves, and how it ended. */
  async function leaves(
    run: () => Promise<Response>,
  ): Promise<{ told: [string, string | null][]; answer: Response }> {
    const answer = await run();
    expect(answer.status, answer.text.slice(0, 600)).to.be.below(400);
    const lines = await auditLines(desk.saring, { _id: { $gt: begun } });
    return { answer, told: lines.map(({ action, by }) => [action, by?.name ?? null]) };
  }
  let begun = 0;
  const begin = async () => {
    begun = (await auditLines(desk.saring)).at(-1)?._id ?? 0;
  };

  async function race(
    { stage, form, json }: Race,
    door: Door,
  ): Promise<{ who: string; run: () => Promise<Response> }> {
    const scene = await stage(desk.stage);
    const [method = '', pattern = ''] = (door === 'form' ? form : json)?.split(' ') ?? [];
    const at = typeof scene.at === 'function' ? scene.at(0, door) : scene.at;
    const path = pattern.replaceAll(/:(\w+)/g, (_whole, name: string) => at[name] ?? '');
    const [guest] = scene.racers ?? [];
    const who = guest ?? desk.admin;
    const browser = guest ? await signIn(desk.saring, guest) : desk.browser;
    const run = async (): Promise<Response> => {
      if (door === 'form') return browser.post(path).type('form').send(scene.form?.(0));
      const asked = desk.saring.request[method as 'post' | 'patch'](path);
      return asked.set('Authorization', `Bearer ${who.token}`).send(scene.json?.(0));
    };
    return { who: who.person.name, run };
  }

  for (const one of races) {
    for (const door of doors.filter((name) => one[name])) {
      it(`somebody ${one.does}: ${one[door]}`, async () => {
        const { who, run } = await race(one, door);
        await begin();
        const { told } = await leaves(run);
        expect(told).to.deep.include([lineOfRace[one.does], who]);
      });
    }
  }

  for (const [route, act] of Object.entries<Act>(acts)) {
    it(`${route}: ${act.line}`, async () => {
      await begin();
      const { told } = await leaves(() => act.do(desk));
      // What was done first, to get there, may be told as well.
      expect(told.map(String)).to.include(
        String([act.line, act.by === undefined ? desk.admin.person.name : act.by]),
      );
    });
  }

  it('names each field that a line tells of, in every language', async () => {
    const lines = await auditLines(desk.saring);
    const fields = new Set(lines.flatMap(({ before, after }) => Object.keys({ ...before, ...after })));
    for (const { fields: names } of [id, en]) {
      expect([...fields].filter((field) => !Object.hasOwn(names, field))).to.deep.equal([]);
    }
  });
});
