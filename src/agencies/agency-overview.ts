import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import type { Translate } from '../web/languages.js';
import type { Agency } from './agency.model.js';
import { publicAgency } from './list-agencies.js';
import { tellDuration } from './tell-duration.js';

/** The average is of so many latest answers: how an agency answers now, and a list that costs the same in ten years. */
export const answersAveraged = 100;

/** An agency as the newsroom sees it: who answers for it, how fast, and what is open. */
export async function agencyOverview(context: Context, agency: Agency, t: Translate) {
  const { Person, StatementRequest } = context.models;
  const { _id: id } = agency;
  const now = context.clock.now();
  const [people, open, overdue, average] = await Promise.all([
    Person.find({ agency: id, role: 'agency' })
      .select('name disabledAt')
      .lean<{ name: string; disabledAt?: Date }[]>(),
    StatementRequest.countDocuments({ agency: id, status: 'open' }),
    StatementRequest.countDocuments({ agency: id, status: 'open', dueAt: { $lte: now } }),
    averageAnswerTime(context, id),
  ]);
  return {
    ...publicAgency(agency),
    id: String(id),
    retiredAt: agency.retiredAt,
    version: agency.version ?? 0,
    people: people
      .filter(({ disabledAt }) => disabledAt === undefined)
      .map(({ name }) => name)
      .sort((a, b) => a.localeCompare(b, 'id')),
    open,
    overdue,
    average: average === undefined ? null : tellDuration(average, t),
  };
}

/** From asking to the first signature, in milliseconds; undefined before the first answer. */
async function averageAnswerTime(context: Context, agency: Types.ObjectId): Promise<number | undefined> {
  const answered = await context.models.StatementRequest.find({ agency, answeredAt: { $gt: new Date(0) } })
    .sort({ answeredAt: -1 })
    .limit(answersAveraged)
    .select('askedAt answeredAt')
    .lean();
  if (answered.length === 0) return undefined;
  const all = answered.reduce(
    (sum, { askedAt, answeredAt }) => sum + ((answeredAt?.getTime() ?? 0) - askedAt.getTime()),
    0,
  );
  return all / answered.length;
}

/** All agencies, those that are asked first, by name. */
export async function allAgencies(context: Context, t: Translate) {
  const agencies = await context.models.Agency.find().lean<Agency[]>();
  agencies.sort(
    (a, b) =>
      Number(Boolean(a.retiredAt)) - Number(Boolean(b.retiredAt)) || a.name.localeCompare(b.name, 'id'),
  );
  return Promise.all(agencies.map((agency) => agencyOverview(context, agency, t)));
}
