import type { Types } from 'mongoose';
import { recordAction } from '../audit/record-action.js';
import type { Claim, ClaimAction } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { Job } from '../jobs/run-jobs.js';
import { oweLetter } from '../notices/owe-letter.js';
import type { Agency } from './agency.model.js';
import type { RequestActivity, RequestStep, StatementRequest } from './statement-request.model.js';
import { tellMoment } from './tell-duration.js';

/**
 * Carries what happened to a request to everything that follows from it: the claim's history, the audit log, letters.
 * The change itself stands already, so a failure here fails nobody's request: the job below finishes what was left.
 */
export async function carryRequest(context: Context, id: Types.ObjectId): Promise<void> {
  try {
    await finish(context, id);
  } catch (error) {
    context.log.warn({ err: error, request: String(id) }, 'a request is not told of yet; a job goes on');
  }
}

async function finish(context: Context, id: Types.ObjectId): Promise<void> {
  const { Agency, Claim, StatementRequest } = context.models;
  const request = await StatementRequest.findById(id).lean();
  if (!request) return;
  const agency = await Agency.findById(request.agency).lean();
  const claim = await Claim.findById(request.claim).select('statement').lean();
  for (const [at, step] of request.activity.entries()) {
    if (at < request.carried || !agency) continue;
    const told: Told = { request, step, key: `request:${String(id)}:${at}`, agency, claim };
    await tellClaim(context, told);
    await tellAudit(context, told);
    await tellPeople(context, told);
  }
  // Only if nothing happened meanwhile: a later step carries itself.
  await StatementRequest.updateOne(
    { _id: id, version: request.version, answerVersion: request.answerVersion },
    { $set: { carried: request.activity.length }, $unset: { unfinished: 1 } },
  );
}

interface Told {
  request: StatementRequest;
  step: RequestActivity;
  /** Names the step, so that repeating it tells it once. */
  key: string;
  agency: Agency;
  claim: Pick<Claim, 'statement'> | null;
}

/**
 * The claim's version stays: a colleague who is wording its statement loses nothing by what an agency does, and what
 * does not change the claim must not refuse them.
 */
async function tellClaim(context: Context, { request, step, key, agency }: Told): Promise<void> {
  const action: ClaimAction = `agency-${step.step}`;
  const detail = {
    agency: agency.shortName,
    request: String(request._id),
    key,
    ...(step.reason !== undefined && { reason: step.reason }),
  };
  await context.models.Claim.updateOne(
    { _id: request.claim, 'activity.detail.key': { $ne: key } },
    {
      $push: { activity: { at: step.at, by: step.by, action, detail } },
      $set: { updatedAt: context.clock.now() },
    },
  );
}

const auditVerbs: Record<RequestStep, `request.${string}` | `statement.${string}`> = {
  asked: 'request.asked',
  extended: 'request.extended',
  withdrawn: 'request.withdrawn',
  declined: 'request.declined',
  answered: 'statement.signed',
  corrected: 'statement.corrected',
  retracted: 'statement.retracted',
};

async function tellAudit(context: Context, { request, step, key, agency }: Told): Promise<void> {
  const action = auditVerbs[step.step];
  const statement = statementOf(request, step);
  await recordAction(context, {
    by: step.by,
    action,
    on: {
      kind: action.startsWith('statement') ? 'statement' : 'request',
      id: String(request._id),
      label: agency.shortName,
    },
    after: {
      claim: String(request.claim),
      ...(['asked', 'extended'].includes(step.step) && { dueAt: request.dueAt }),
      ...(statement && {
        version: request.statements.indexOf(statement) + 1,
        sha256: statement.sha256,
        signer: statement.signer,
      }),
    },
    ...(step.reason !== undefined && { reason: step.reason }),
    also: [String(request.claim), String(agency._id)],
    at: step.at,
    key,
  });
}

/** The version that a step signed: versions and the steps that sign them stand in the same order. */
function statementOf(request: StatementRequest, step: RequestActivity) {
  const signing = request.activity.filter((one) => one.step === 'answered' || one.step === 'corrected');
  const at = signing.indexOf(step);
  return at === -1 ? undefined : request.statements[at];
}

/** Everybody who answers for an agency now. */
export async function peopleOf(context: Context, agency: Types.ObjectId): Promise<Types.ObjectId[]> {
  const people = await context.models.Person.find({ agency, role: 'agency' })
    .select('disabledAt')
    .lean<{ _id: Types.ObjectId; disabledAt?: Date }[]>();
  return people.filter(({ disabledAt }) => disabledAt === undefined).map(({ _id }) => _id);
}

async function tellPeople(context: Context, told: Told): Promise<void> {
  const { request, step, key, agency, claim } = told;
  const toAgency = ['asked', 'extended', 'withdrawn'].includes(step.step);
  const people = toAgency ? await peopleOf(context, agency._id) : await readersOf(context, request, step);
  const path = toAgency
    ? `/meja/permintaan/${String(request._id)}`
    : `/meja/instansi/permintaan/${String(request._id)}`;
  for (const person of people) {
    await oweLetter(context, {
      key: `${key}:${String(person)}`,
      to: { person },
      about: `request-${step.step}`,
      params: {
        agency: agency.shortName,
        by: step.by.name,
        due: tellMoment(request.dueAt),
        question: request.question,
        reason: step.reason ?? '',
        ...(!toAgency && { statement: claim?.statement ?? '' }),
      },
      path,
    });
  }
}

/** Who waits for an answer; and of one that changed, whoever wrote an article that shows it. */
async function readersOf(
  context: Context,
  request: StatementRequest,
  { step }: RequestActivity,
): Promise<Types.ObjectId[]> {
  const articles =
    step === 'corrected' || step === 'retracted'
      ? await context.models.Clarification.find({ 'statements.request': request._id })
          .select('author publisher')
          .lean()
      : [];
  const people = [
    request.asker.person,
    ...articles.flatMap(({ author, publisher }) => [author.person, ...(publisher ? [publisher.person] : [])]),
  ];
  return [...new Map(people.map((person) => [String(person), person])).values()];
}

/** Most requests that one turn of the job takes on. */
const batch = 50;

/** Finishes what a process left when it died between a change of a request and telling everybody. */
export const finishRequestsJob: Job = {
  name: 'finish-requests',
  everySeconds: 15,
  alone: true,
  async run(context) {
    const unfinished = await context.models.StatementRequest.find({
      unfinished: { $lte: context.clock.now() },
    })
      .sort({ unfinished: 1 })
      .select('_id')
      .limit(batch)
      .lean();
    for (const { _id } of unfinished) await carryRequest(context, _id);
  },
};
