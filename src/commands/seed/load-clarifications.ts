import { takeClaim } from '../../claims/take-claim.js';
import type { Clarification } from '../../clarifications/clarification.model.js';
import { correctClarification } from '../../clarifications/correct-clarification.js';
import { publishClarification } from '../../clarifications/publish-clarification.js';
import { retractClarification } from '../../clarifications/retract-clarification.js';
import { returnClarification } from '../../clarifications/return-clarification.js';
import { submitClarification } from '../../clarifications/submit-clarification.js';
import { writeClarification } from '../../clarifications/write-clarification.js';
import { storePicture } from '../../media/store-picture.js';
import { findSampleRequest } from './load-requests.js';
import type { Loading } from './loading.js';
import type { SampleClarification } from './sample-data.js';

/** Writes an article and takes it to its first state, skipping the steps that an earlier run did. */
export async function loadClarification(loading: Loading, sample: SampleClarification): Promise<void> {
  const author = loading.person(sample.author);
  const editor = loading.person(sample.editor);
  const { hoursAgo, state } = sample;
  const found = await findArticle(loading, sample);
  const article = found ?? (await write(loading, sample));
  const did = (action: string) => article.activity.some((step) => step.action === action);
  const { _id } = article;
  if (state === 'draft') return;
  if (!did('submitted')) await submitClarification(loading.at(hoursAgo, 0.2), _id, { by: author });
  if (state === 'in-review') return;
  if (state === 'returned') {
    const note = sample.note ?? '';
    if (!did('returned')) await returnClarification(loading.at(hoursAgo, 0.5), _id, { by: editor, note });
  } else if (!did('published')) {
    await publishClarification(loading.at(hoursAgo, 0.5), _id, { by: editor });
  }
}

/** Corrects or retracts a published article, unless an earlier run did. */
export async function amendClarification(loading: Loading, sample: SampleClarification): Promise<void> {
  const article = await findArticle(loading, sample);
  if (!article || article.revisions.length > 0 || article.retraction) return;
  const context = loading.at(sample.changedHoursAgo ?? 0);
  const by = loading.person(sample.editor);
  if (sample.state === 'retracted') {
    await retractClarification(context, article._id, { by, reason: sample.reason ?? '' });
  } else if (sample.correction) {
    const { field, value } = sample.correction;
    await correctClarification(context, article._id, { [field]: value }, { by, note: sample.note ?? '' });
  }
}

function findArticle(
  loading: Loading,
  { title, author }: SampleClarification,
): Promise<Clarification | null> {
  return loading.context.models.Clarification.findOne({
    title,
    'author.person': loading.person(author).id,
  }).lean();
}

async function write(loading: Loading, sample: SampleClarification): Promise<Clarification> {
  const { title, summary, verdict, body, sources, hoursAgo } = sample;
  const by = loading.person(sample.author);
  const context = loading.at(hoursAgo);
  const claims = sample.claims.map((key) => loading.claims.get(key)).filter((id) => id !== undefined);
  for (const id of claims) {
    const claim = await context.models.Claim.findById(id).lean();
    if (claim?.status === 'open') await takeClaim(context, { id: String(id), by });
  }
  return writeClarification(
    context,
    {
      title,
      summary,
      verdict,
      kind: sample.kind ?? null,
      body,
      sources,
      claims: claims.map(String),
      statements: await answersTo(loading, sample.statements),
    },
    { by },
    sample.cover ? await cover(loading, sample.cover) : undefined,
  );
}

async function cover(loading: Loading, key: string): Promise<NonNullable<Clarification['cover']>> {
  const { bytes, alt } = loading.data.picture(key);
  const { file, thumbnail, width, height } = await storePicture(loading.context, bytes);
  return { file, thumbnail, width, height, alt };
}

/** The first version of what agencies answered to sample requests. */
async function answersTo(loading: Loading, keys: readonly string[]) {
  const answers: { request: string; version: number }[] = [];
  for (const sample of loading.data.requests.filter(({ key }) => keys.includes(key))) {
    const request = await findSampleRequest(loading, sample);
    if (request?.status === 'answered') answers.push({ request: String(request._id), version: 1 });
  }
  return answers;
}
