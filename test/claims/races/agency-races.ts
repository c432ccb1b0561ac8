import { expect } from 'chai';
import type { StatementRequest } from '../../../src/agencies/statement-request.model.js';
import type { TestPerson } from '../../helpers/accounts.js';
import { anAgency, anAgencyPerson, anAnswer, ask, readRequest, sign } from '../../helpers/agencies.js';
import { aClaim } from '../../helpers/claims.js';
import { api, page, type Place, type Race, type Scene, type Stage } from './race.js';

const day = 24 * 60 * 60 * 1000;

/** A request of which both saw the same: the newsroom its own count, the agency's people theirs. */
async function asked(stage: Stage, begin: (request: StatementRequest, who: TestPerson) => Promise<unknown>) {
  const { saring, author } = stage;
  const claim = await aClaim(saring);
  const { agency, who } = await anAgency(saring);
  const request = await ask(saring, { claim: claim._id, agency, by: author });
  await begin(request, who);
  return { agency, request: await readRequest(saring, request._id) };
}

/** One of the two, and no other, did it since. */
const did =
  ({ saring, racers }: Stage, request: StatementRequest, step: string) =>
  async (place: Place) => {
    const { activity } = await readRequest(saring, request._id);
    const since = activity.slice(request.activity.length);
    expect(since.map((entry) => [entry.step, entry.by.name])).to.deep.equal([
      [step, racers[place].person.name],
    ]);
  };

/** A race between the newsroom's two. */
async function inNewsroom(stage: Stage, step: string, body: (place: Place) => Record<string, string>) {
  const { request } = await asked(stage, () => Promise.resolve());
  return {
    at: { id: String(request._id) },
    form: (place: Place) => ({ version: String(request.version), ...body(place) }),
    json: (place: Place) => ({ version: request.version, ...body(place) }),
    holds: did(stage, request, step),
  };
}

/** A race between two people of one agency. */
async function inAgency(
  stage: Stage,
  step: string,
  bodies: { form?: (place: Place) => Record<string, string>; json?: (place: Place) => object },
  begin: (request: StatementRequest, who: TestPerson) => Promise<unknown> = () => Promise.resolve(),
): Promise<Scene> {
  const { saring } = stage;
  const { agency, request } = await asked(stage, begin);
  const { form, json } = bodies;
  return {
    racers: [await anAgencyPerson(saring, agency, 'Eka'), await anAgencyPerson(saring, agency, 'Damar')],
    at: { id: String(request._id) },
    ...(form && { form: (place) => ({ version: String(request.answerVersion), ...form(place) }) }),
    ...(json && { json: (place) => ({ version: request.answerVersion, ...json(place) }) }),
    holds: did(stage, request, step),
  };
}

const said = (place: Place) =>
  ['Bendungan aman sejak kemarin.', 'Tidak ada bendungan yang jebol.'][place] ?? '';
const why = (place: Place) => ({
  reason: ['Sudah tidak perlu.', 'Sudah dijawab lewat telepon.'][place] ?? '',
});

/** The form of an answer, as its page sends it. */
const answerForm = (place: Place, step: string): Record<string, string> => {
  const { signerName, signerOffice } = anAnswer();
  return { do: step, sure: 'yes', text: said(place), signerName, signerOffice };
};

/** What the newsroom asks of agencies about a claim, and what they answer. */
export const agencyRaces: readonly Race[] = [
  {
    does: 'asks an agency about it',
    form: page('instansi'),
    json: api('/claims/:id/requests'),
    typed: ['question'],
    async stage(stage) {
      const { saring, racers } = stage;
      const claim = await aClaim(saring);
      const { agency } = await anAgency(saring);
      const question = (place: Place) => ({
        agencies: agency.slug,
        question: ['Apakah sumurnya panas?', 'Sejak kapan sumurnya panas?'][place] ?? '',
      });
      return {
        at: { id: String(claim._id) },
        form: question,
        json: question,
        async holds(place) {
          const all = await saring.context.models.StatementRequest.find({ claim: claim._id }).lean();
          expect(all.map(({ activity }) => activity[0]?.by.name)).to.deep.equal([racers[place].person.name]);
        },
      };
    },
  },
  {
    does: 'withdraws what an agency was asked',
    form: 'post /meja/instansi/permintaan/:id/tarik',
    json: api('/requests/:id/withdraw'),
    typed: ['reason'],
    stage: (stage) => inNewsroom(stage, 'withdrawn', why),
  },
  {
    does: 'gives an agency more time',
    form: 'post /meja/instansi/permintaan/:id/perpanjang',
    json: api('/requests/:id/extend'),
    stage: (stage) =>
      inNewsroom(stage, 'extended', (place) => ({
        dueAt: new Date(stage.saring.clock.now().getTime() + (5 + place) * day).toISOString(),
      })),
  },
  {
    does: 'signs an agency’s statement',
    form: 'post /meja/permintaan/:id',
    json: api('/requests/:id/statement'),
    typed: ['text'],
    stage: (stage) =>
      inAgency(stage, 'answered', {
        form: (place) => answerForm(place, 'sign'),
        json: (place) => anAnswer({ text: said(place) }),
      }),
  },
  {
    does: 'corrects an agency’s statement',
    form: 'post /meja/permintaan/:id',
    json: api('/requests/:id/correct'),
    typed: ['text', 'why'],
    stage: (stage) =>
      inAgency(
        stage,
        'corrected',
        {
          form: (place) => ({ ...answerForm(place, 'correct'), why: `Angkanya keliru ${place}.` }),
          json: (place) => ({ ...anAnswer({ text: said(place) }), why: 'Angkanya keliru.' }),
        },
        (request, who) => sign(stage.saring, request, who),
      ),
  },
  {
    does: 'says that an agency does not answer',
    form: 'post /meja/permintaan/:id/tolak',
    json: api('/requests/:id/decline'),
    typed: ['reason'],
    stage: (stage) => inAgency(stage, 'declined', { form: why, json: why }),
  },
  {
    does: 'retracts an agency’s statement',
    form: 'post /meja/permintaan/:id/cabut',
    json: api('/requests/:id/retract'),
    typed: ['reason'],
    stage: (stage) =>
      inAgency(stage, 'retracted', { form: why, json: why }, (request, who) =>
        sign(stage.saring, request, who),
      ),
  },
];
