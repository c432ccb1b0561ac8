import type { Types } from 'mongoose';
import type { Context } from '../../context.js';
import type { Conflict } from '../../matching/conflicts.js';
import type { Match } from '../../matching/matcher.js';
import { readMessage } from '../../matching/message.js';
import type { MatchEvidence, Report } from '../../reports/report.model.js';
import type { Claim } from '../claim.model.js';
import { weighMessage } from '../weigh-message.js';

export interface LikelyTwin {
  /** The other claim's id. */
  id: string;
  /** 0…1; 1 for an exact repeat. */
  score: number;
  words: string[];
  by: MatchEvidence[];
  against: Conflict[];
}

/**
 * From this score two claims without a difference in numbers, places or names may be one. A report is asked about from
 * much lower on; but claims outnumber reports that come in, and a list of what is hardly alike would not be read.
 */
const perhapsFrom = 0.5;
/** A shorter text says too little by itself, unless it is the same one. */
const fewestWords = 4;
const mostTwins = 3;
/** The claim itself is among those that are ranked. */
const mostRanked = mostTwins + 3;
const newestReports = 20;
/** Reports with links or pictures that are weighed. */
const mostWeighed = 3;

/**
 * Which other claims seem to be the same as this one, the likeliest first, at most three: by its statement and its first
 * example, and by the links and pictures of its newest reports where the words do not disagree.
 *
 * @throws what the matcher and the store throw: whoever asks can ask again.
 */
export async function likelyTwins(context: Context, claim: Claim): Promise<LikelyTwin[]> {
  const found = [...(await byWords(context, claim)), ...(await byLinksAndPictures(context, claim))];
  const best = new Map<string, LikelyTwin>();
  for (const twin of found) {
    const known = best.get(twin.id);
    if (!known) {
      best.set(twin.id, twin);
      continue;
    }
    const [more, less] = twin.score > known.score ? [twin, known] : [known, twin];
    best.set(twin.id, {
      ...more,
      by: [...new Set([...known.by, ...twin.by])],
      words: more.words.length > 0 ? more.words : less.words,
    });
  }
  return [...best.values()].sort((left, right) => right.score - left.score).slice(0, mostTwins);
}

async function byWords(context: Context, claim: Claim): Promise<LikelyTwin[]> {
  const own = String(claim._id);
  const found: LikelyTwin[] = [];
  for (const text of new Set([claim.statement, ...claim.examples.slice(0, 1)])) {
    const { informative } = readMessage(text);
    if (informative === 0) continue;
    for (const match of await context.matcher.rank(text, mostRanked)) {
      if (match.claim === own || !isLikely(match, context.model.attachFrom.message)) continue;
      if (informative < fewestWords && !(isRepeat(match) && (await saysOnlyThis(context, claim._id))))
        continue;
      const { score, why, against } = match;
      found.push({ id: match.claim, score, words: why, by: [isRepeat(match) ? 'repeat' : 'words'], against });
    }
  }
  return found;
}

const isRepeat = ({ evidence }: Match) => evidence['repeat'] === 1;

function isLikely(match: Match, sureFrom: number): boolean {
  if (isRepeat(match)) return true;
  // Two names for one thing are a way of telling where nearly everything else is shared; another number is not.
  if (match.score >= sureFrom) return match.against.every(({ kind }) => kind === 'name');
  return match.score >= perhapsFrom && match.against.length === 0;
}

/** "Benar tidak ini?" comes with every other picture and link: it makes no two claims one. */
async function saysOnlyThis(context: Context, claim: Types.ObjectId): Promise<boolean> {
  const reports = await newestOf(context, claim);
  return reports.every(({ urls, pictures }) => urls.length === 0 && pictures.length === 0);
}

async function byLinksAndPictures(context: Context, claim: Claim): Promise<LikelyTwin[]> {
  const reports = await newestOf(context, claim._id);
  const carrying = reports.filter(({ links, pictures }) => links.length > 0 || pictures.length > 0);
  const found: LikelyTwin[] = [];
  for (const report of carrying.slice(0, mostWeighed)) {
    for (const { claim: other, score, words, by, against = [] } of await weighMessage(context, report)) {
      const shared = by.filter((what) => what === 'link' || what === 'picture');
      if (shared.length === 0 || score < perhapsFrom || against.length > 0) continue;
      if (other._id.equals(claim._id)) continue;
      found.push({ id: String(other._id), score, words, by: shared, against });
    }
  }
  return found;
}

function newestOf(
  context: Context,
  claim: Types.ObjectId,
): Promise<Pick<Report, 'text' | 'urls' | 'links' | 'pictures'>[]> {
  return context.models.Report.find({ claim }, { text: 1, urls: 1, links: 1, pictures: 1 })
    .sort({ createdAt: -1 })
    .limit(newestReports)
    .lean<Report[]>();
}
