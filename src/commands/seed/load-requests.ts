import { Types } from 'mongoose';
import { askAgencies } from '../../agencies/ask-agencies.js';
import { signStatement } from '../../agencies/answer-request.js';
import type { StatementRequest } from '../../agencies/statement-request.model.js';
import type { Loading } from './loading.js';
import type { SampleRequest } from './sample-data.js';

/** Asks an agency, and lets it answer if the sample says so, unless an earlier run did. */
export async function loadRequest(loading: Loading, sample: SampleRequest): Promise<void> {
  const { hoursAgo, dueHours, answer } = sample;
  const request = (await findSampleRequest(loading, sample)) ?? (await ask(loading, sample));
  if (!request || !answer || request.status !== 'open') return;
  const { hoursLater, by, ...content } = answer;
  await signStatement(loading.at(hoursAgo, Math.min(hoursLater, dueHours)), {
    id: request._id,
    by: loading.person(by),
    content: { ...content, keep: [] },
  });
}

/** The request that an earlier step, or an earlier run, made of a sample. */
export async function findSampleRequest(
  loading: Loading,
  { claim, asker, question }: SampleRequest,
): Promise<StatementRequest | null> {
  const id = loading.claims.get(claim);
  if (!id) return null;
  return loading.context.models.StatementRequest.findOne({
    claim: new Types.ObjectId(id),
    question,
    'asker.person': loading.person(asker).id,
  }).lean();
}

async function ask(loading: Loading, sample: SampleRequest): Promise<StatementRequest | undefined> {
  const { claim, agency, asker, question, hoursAgo, dueHours } = sample;
  const id = loading.claims.get(claim);
  if (!id) return undefined;
  const context = loading.at(hoursAgo);
  const dueAt = new Date(context.clock.now().getTime() + dueHours * 3_600_000);
  const [request] = await askAgencies(context, String(id), loading.person(asker), {
    agencies: [agency],
    question,
    dueAt,
    quotes: [],
    links: [],
    pictures: [],
  });
  return request;
}
