import type { Types, UpdateQuery } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import { indexClaim } from '../claims/index-claims.js';
import { tallyClaim } from '../claims/tally-claim.js';
import type { Context } from '../context.js';
import { oweAnswers } from '../notices/owe-answers.js';
import { claimStep, type ClaimStep } from './claim-step.js';
import type { Clarification } from './clarification.model.js';
import { duplicateField } from '../store/duplicate.js';
import { settledClaims } from './link-claims.js';

/**
 * Makes claims agree with an article: the ones it answers are answered, with its verdict; the ones that it no longer
 * answers are open again; every reporter who left an address is owed the answer. Safe to repeat at any time.
 */
export async function answerClaims(
  context: Context,
  clarificationId: Types.ObjectId | string,
): Promise<void> {
  const { Claim, Clarification } = context.models;
  const found = await Clarification.findById(clarificationId).lean();
  if (!found) return;
  const article = await followMerges(context, found);
  const answers = article.answers ?? [];
  const held = await Claim.find({ clarification: article._id }).select('_id').lean();
  const ids = new Map([...answers, ...held.map((claim) => claim._id)].map((id) => [String(id), id]));
  for (const id of ids.values()) await settle(context, article, id);
  for (const claim of answers) await oweAnswers(context, claim);
}

/** A claim that was merged into another hands its answer on, unless the other has one of its own. */
async function followMerges(context: Context, article: Clarification): Promise<Clarification> {
  const { Clarification } = context.models;
  const { claims } = await settledClaims(context, article.claims);
  const topics = [...new Set(claims.map((claim) => claim.topic))].sort();
  let current = article;
  if (topics.join() !== article.topics.toSorted().join()) {
    await Clarification.updateOne({ _id: article._id }, { $set: { topics } });
  }
  if (article.status !== 'published') return current;
  for (const { _id } of claims) {
    if (current.answers?.some((id) => id.equals(_id))) continue;
    try {
      current =
        (await Clarification.findOneAndUpdate(
          { _id: article._id, status: 'published', version: article.version },
          { $addToSet: { claims: _id, answers: _id } },
          { returnDocument: 'after' },
        ).lean()) ?? current;
    } catch (error) {
      if (duplicateField(error) !== 'answers') throw error;
    }
  }
  return current;
}

/** Others change claims too: a step that lost is taken anew, so many times. */
const attempts = 5;

async function settle(context: Context, article: Clarification, id: Types.ObjectId): Promise<void> {
  const { Claim } = context.models;
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const claim = await Claim.findById(id).lean();
    if (!claim) return;
    const step = claimStep(claim, article);
    if (step === 'none') {
      await refreshTitle(context, article, claim);
      // Reports kept coming after it was answered: a correction is a new answer to them.
      if (claim.resurfaced) await tallyClaim(context, claim._id);
      return;
    }
    const changed = await Claim.findOneAndUpdate(
      { _id: claim._id, status: claim.status, version: claim.version },
      updateFor(step, claim, article, context.clock.now()),
      { returnDocument: 'after' },
    ).lean();
    if (!changed) continue;
    await indexClaim(context, changed);
    // Open again, it needs its place in the queue.
    if (step === 'unanswer') await tallyClaim(context, changed._id);
    return;
  }
  throw new Error(`claim ${String(id)} kept changing while it was being answered`);
}

/**
 * The index holds the article's title with the claim: one that a correction changed must reach every process that
 * follows claims.
 */
async function refreshTitle(context: Context, article: Clarification, claim: Claim): Promise<void> {
  const own = claim.clarification?.equals(article._id) ?? false;
  const renamed = article.revisions.at(-1)?.changed.includes('title') ?? false;
  if (!own || !renamed || claim.updatedAt > article.updatedAt) return;
  await context.models.Claim.updateOne(
    { _id: claim._id, updatedAt: claim.updatedAt },
    { $set: { updatedAt: context.clock.now() } },
  );
  await indexClaim(context, claim);
}

function updateFor(
  step: Exclude<ClaimStep, 'none'>,
  claim: Claim,
  article: Clarification,
  now: Date,
): UpdateQuery<Claim> {
  const last = article.activity.at(-1);
  const entry = {
    at: last?.at ?? now,
    ...(last && { by: last.by }),
    detail: { clarification: String(article._id), title: article.title, verdict: article.verdict ?? '' },
  };
  if (step === 'answer') {
    return {
      $set: {
        status: 'answered',
        verdict: article.verdict,
        clarification: article._id,
        answeredAt: claim.answeredAt ?? last?.at ?? now,
        updatedAt: now,
      },
      $unset: { setAside: 1 },
      $inc: { version: 1 },
      $push: { activity: { ...entry, action: 'answered' } },
    };
  }
  return {
    $set: { status: claim.assignee ? 'checking' : 'open', updatedAt: now },
    $unset: { verdict: 1, clarification: 1, answeredAt: 1 },
    $inc: { version: 1 },
    $push: { activity: { ...entry, action: 'unanswered' } },
  };
}
