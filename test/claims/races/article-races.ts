import { expect } from 'chai';
import type { Types } from 'mongoose';
import type { Clarification } from '../../../src/clarifications/clarification.model.js';
import { aClaim, readClaim } from '../../helpers/claims.js';
import { aClarification, draft, inReview, publish } from '../../helpers/clarifications.js';
import type { Saring } from '../../helpers/saring.js';
import type { Place, Race, Scene, Stage } from './race.js';

const page = (path = '') => `post /meja/klarifikasi/:id${path}`;
const api = (path: string, method = 'post') => `${method} /api/v1/clarifications${path}`;

const deskOf = ({ author, racers }: Stage) => ({ author, editor: racers[0] });
const nothing = () => ({});

async function readArticle({ context }: Saring, id: Types.ObjectId): Promise<Clarification> {
  const article = await context.models.Clarification.findById(id).lean();
  if (!article) throw new Error('there is no such article');
  return article;
}

/** What the editor's form sends of an article, but for what somebody changes. */
function formOf(article: Clarification, claims: string[]): Record<string, string | string[]> {
  const { title, summary, body, verdict = '', kind = '', sources } = article;
  const rows = sources.flatMap((source, at) => [
    [`sources.${at}.title`, source.title],
    [`sources.${at}.url`, source.url],
  ]);
  return { title, summary, body, verdict, kind, claims, do: 'save', ...Object.fromEntries(rows) };
}

/** A race about one article, whose version both saw. */
function about(article: Clarification, scene: Omit<Scene, 'at' | 'told'>): Scene {
  const { form, json } = scene;
  return {
    ...scene,
    at: { id: String(article._id) },
    told: [{ in: 'Clarification', id: article._id }],
    ...(form && { form: (place) => ({ version: String(article.version), ...form(place) }) }),
    ...(json && { json: (place) => ({ version: article.version, ...json(place) }) }),
  };
}

const titled = (place: Place) => ({
  title: ['Sumur Cibatok biasa saja', 'Air sumur tidak panas'][place] ?? '',
});

/** Everything that staff do to the article that answers a claim. */
export const articleRaces: readonly Race[] = [
  {
    does: 'starts an article on it',
    form: 'post /meja/klarifikasi',
    json: api(''),
    commutes:
      'each writes a draft of their own; which of them answers the claim is decided when it is published',
    async stage({ saring }) {
      const claims = [String((await aClaim(saring))._id)];
      const json = (place: Place) => aClarification({ ...titled(place), claims });
      return {
        at: {},
        form: (place) => ({ do: 'save', claims, ...titled(place) }),
        json,
        async holds(place) {
          const found = await saring.context.models.Clarification.find({ claims: claims[0] }).lean();
          expect(found.map(({ title }) => title)).to.include(titled(place).title);
          expect(found).to.have.length(2);
        },
      };
    },
  },
  {
    does: 'edits its article',
    form: page(),
    json: api('/:id', 'patch'),
    typed: ['title'],
    async stage(stage) {
      const { saring } = stage;
      const claims = [String((await aClaim(saring))._id)];
      const article = await draft(saring, deskOf(stage), { claims });
      return about(article, {
        form: (place) => ({ ...formOf(article, claims), ...titled(place) }),
        json: titled,
        async holds(place) {
          expect(await readArticle(saring, article._id)).to.include(titled(place));
        },
      });
    },
  },
  {
    does: 'hands its article in',
    form: page('/ajukan'),
    json: api('/:id/submit'),
    async stage(stage) {
      const { saring } = stage;
      const article = await draft(saring, deskOf(stage), { claims: [String((await aClaim(saring))._id)] });
      return about(article, {
        form: nothing,
        json: nothing,
        async holds() {
          expect((await readArticle(saring, article._id)).status).to.equal('in-review');
        },
      });
    },
  },
  {
    does: 'gives its article back',
    form: page('/kembalikan'),
    json: api('/:id/return'),
    typed: ['note'],
    async stage(stage) {
      const { saring } = stage;
      const article = await inReview(saring, deskOf(stage), { claims: [String((await aClaim(saring))._id)] });
      const note = (place: Place) => ({
        note: ['Sumbernya kurang.', 'Judulnya terlalu panjang.'][place] ?? '',
      });
      return about(article, {
        form: note,
        json: note,
        async holds(place) {
          const after = await readArticle(saring, article._id);
          expect(after).to.include({ status: 'draft', returnedNote: note(place).note });
        },
      });
    },
  },
  {
    does: 'publishes its article',
    form: page('/terbitkan'),
    json: api('/:id/publish'),
    async stage(stage) {
      const { saring } = stage;
      const claim = await aClaim(saring);
      const article = await inReview(saring, deskOf(stage), { claims: [String(claim._id)] });
      return about(article, {
        form: nothing,
        json: nothing,
        async holds(place) {
          expect((await readArticle(saring, article._id)).status).to.equal('published');
          const { activity, status } = await readClaim(saring, claim._id);
          expect(status).to.equal('answered');
          const answered = activity.filter(({ action }) => action === 'answered');
          expect(answered.map(({ by }) => by?.name)).to.deep.equal([stage.racers[place].person.name]);
        },
      });
    },
  },
  {
    does: 'publishes one of two articles on it',
    form: page('/terbitkan'),
    json: api('/:id/publish'),
    async stage(stage) {
      const { saring } = stage;
      const claim = await aClaim(saring);
      const claims = [String(claim._id)];
      const articles = [
        await inReview(saring, deskOf(stage), { claims, ...titled(0) }),
        await inReview(saring, deskOf(stage), { claims, ...titled(1) }),
      ];
      return {
        at: (place) => ({ id: String(articles[place]?._id) }),
        form: (place) => ({ version: String(articles[place]?.version) }),
        json: (place) => ({ version: articles[place]?.version }),
        // Neither article changed: the loser's claims are not free any more, which is a field of the article.
        says: (winner) => `“${titled(winner).title}”`,
        status: [400, 409],
        async holds(place) {
          const { activity, clarification } = await readClaim(saring, claim._id);
          expect(String(clarification)).to.equal(String(articles[place]?._id));
          expect(activity.filter(({ action }) => action === 'answered')).to.have.length(1);
          const other = articles[1 - place];
          if (other) expect((await readArticle(saring, other._id)).status).to.equal('in-review');
        },
      };
    },
  },
  {
    does: 'corrects its article',
    form: page('/koreksi'),
    json: api('/:id/correct'),
    typed: ['title', 'note'],
    async stage(stage) {
      const { saring } = stage;
      const claims = [String((await aClaim(saring))._id)];
      const article = await publish(saring, deskOf(stage), { claims });
      const change = (place: Place) => ({
        note: ['Judulnya keliru.', 'Judulnya kurang jelas.'][place] ?? '',
        ...titled(place),
      });
      return about(article, {
        form: (place) => ({ ...formOf(article, claims), ...change(place) }),
        json: change,
        async holds(place) {
          const { title, revisions } = await readArticle(saring, article._id);
          expect(title).to.equal(titled(place).title);
          expect(revisions.map(({ note }) => note)).to.deep.equal([change(place).note]);
        },
      });
    },
  },
  {
    does: 'retracts its article',
    form: page('/tarik'),
    json: api('/:id/retract'),
    typed: ['reason'],
    async stage(stage) {
      const { saring } = stage;
      const claim = await aClaim(saring);
      const article = await publish(saring, deskOf(stage), { claims: [String(claim._id)] });
      const why = (place: Place) => ({
        reason: ['Sumurnya sumur yang lain.', 'Pengukurannya ternyata salah hari.'][place] ?? '',
      });
      return about(article, {
        form: (place) => ({ ...why(place), sure: 'yes' }),
        json: why,
        async holds(place) {
          const { status, retraction } = await readArticle(saring, article._id);
          expect(status).to.equal('retracted');
          expect(retraction?.reason).to.equal(why(place).reason);
          expect((await readClaim(saring, claim._id)).status).to.equal('open');
        },
      });
    },
  },
];
