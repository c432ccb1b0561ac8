import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { fingerprint } from '../matching/fingerprint.js';
import type { Decided } from '../matching/matcher.js';
import { readMessage } from '../matching/message.js';
import { samePictureBits } from '../media/picture-index.js';
import type { MatchEvidence, Report, ReportPicture } from '../reports/report.model.js';
import { tellingLinks } from '../reports/telling-links.js';
import { askMatcher } from './ask-matcher.js';
import type { Claim } from './claim.model.js';
import { followMerges } from './find-claim.js';
import { evidenceOf, type Evidence } from './match-evidence.js';

export interface Message {
  text: string;
  urls: readonly string[];
  pictures: readonly Pick<ReportPicture, 'sha256' | 'perceptualHash'>[];
}

export interface WeighedMatch extends Evidence {
  /** Open, being checked, or answered. */
  claim: Claim;
  /** 0…1; 1 for an exact repeat. */
  score: number;
  /** Shared words, most telling first; a shared link is one. */
  words: string[];
  /** What both have, in the order of MatchEvidence. */
  by: MatchEvidence[];
  /** True: it is the same message. False: somebody should look. */
  sure: boolean;
}

/** What is said by things other than the words. A link or file may be passed on with other words, hence not 1. */
const scoreOfRepeat = 1;
const scoreOfPicture = 0.95;
const scoreOfLink = 0.9;
const scoreOfLikePicture = 0.6;
/** The same link or picture with a text that tells something else: the commonest hoax is an old photo newly captioned. */
const scoreOfOtherWords = 0.4;
/** A text with fewer telling words is a remark ("benar tidak ini?"): what it is about stands in its link or picture. */
export const fewestWords = 5;
const mostReports = 20;
const mostMatches = 5;

/**
 * Which claims a message repeats, best first: by its words, as an exact repeat of an earlier report, by a link, by a
 * picture. At most one is sure; it is the first. A link or a picture alone is sure only for a message that says nothing
 * of its own; a remark alone is sure only where it is all that there is.
 */
export async function weighMessage(context: Context, message: Message): Promise<WeighedMatch[]> {
  const links = tellingLinks(message.text, message.urls);
  const files = message.pictures.map(({ sha256 }) => sha256);
  const { informative } = readMessage(message.text);
  const speaks = informative >= fewestWords;
  // "Benar tidak ini?" comes with every other picture or link: it repeats nothing there.
  const carries = files.length > 0 || tellingLinks('', message.urls).length > 0;
  const heard = informative > 0 || !carries;
  const telling = speaks || !carries;

  const [[decided, byWords], repeats, linked, filed, alike] = await Promise.all([
    claimsByWords(context, heard ? message.text : ''),
    claimsOf(context, 'fingerprint', heard ? [fingerprint(message.text)] : []),
    claimsOf(context, 'links', links),
    claimsOf(context, 'pictures.sha256', files),
    claimsWithLikePictures(context, message.pictures),
  ]);

  const found = new Map<string, WeighedMatch>();
  const note = (
    claim: Claim,
    by: MatchEvidence,
    score: number,
    sure: boolean,
    words: readonly string[] = [],
    evidence: Evidence = {},
  ) => {
    const known = found.get(String(claim._id));
    if (!known) {
      found.set(String(claim._id), { claim, score, words: [...words], by: [by], sure, ...evidence });
    } else {
      known.score = Math.max(known.score, score);
      known.sure ||= sure;
      known.words = [...new Set([...known.words, ...words])];
      if (!known.by.includes(by)) known.by.push(by);
    }
  };
  for (const [at, match] of decided.matches.entries()) {
    const claim = byWords.get(match.claim);
    const sure = at === 0 && decided.decision === 'attach' && telling;
    if (claim) note(claim, 'words', match.score, sure, match.why, evidenceOf(match, message.text));
  }
  for (const [at, claim] of repeats.entries()) note(claim, 'repeat', scoreOfRepeat, at === 0 && telling);

  const agreeing = new Set(found.keys());
  const agrees = (claim: Claim) => agreeing.has(String(claim._id));
  // A picture or a link goes on being passed around with another amount, another town, or a denial under it.
  const contradicted = (claim: Claim) =>
    found.get(String(claim._id))?.against?.some(({ kind }) => kind !== 'name') ?? false;
  const other = (claim: Claim) => speaks && (!agrees(claim) || contradicted(claim));
  for (const claim of linked) {
    const score = other(claim) ? scoreOfOtherWords : scoreOfLink;
    note(claim, 'link', score, linked.length === 1 && !other(claim), links);
  }
  for (const claim of filed) {
    const score = other(claim) ? scoreOfOtherWords : scoreOfPicture;
    note(claim, 'picture', score, filed.length === 1 && !other(claim));
  }
  for (const claim of alike) {
    note(
      claim,
      'picture',
      other(claim) ? scoreOfOtherWords : scoreOfLikePicture,
      agrees(claim) && !contradicted(claim),
    );
  }
  return leadWithTheSure([...found.values()], telling ? repeats[0] : undefined);
}

/** What a report keeps of why it may belong to a claim. */
export function reasonsOf({ claim, score, words, by, against, evidence }: WeighedMatch) {
  return { claim: claim._id, score, words, by, ...(against && { against }), ...(evidence && { evidence }) };
}

function leadWithTheSure(matches: WeighedMatch[], repeat: Claim | undefined): WeighedMatch[] {
  const order = matches.sort(
    (a, b) =>
      Number(b.claim === repeat) - Number(a.claim === repeat) ||
      Number(b.sure) - Number(a.sure) ||
      b.score - a.score ||
      b.by.length - a.by.length ||
      (String(a.claim._id) < String(b.claim._id) ? -1 : 1),
  );
  for (const match of order.slice(1)) match.sure = false;
  return order.slice(0, mostMatches);
}

/** What the matcher decides, and the claims that it names. */
async function claimsByWords(context: Context, text: string): Promise<[Decided, Map<string, Claim>]> {
  const decided = await askMatcher(context, (matcher) => matcher.decide(text), {
    decision: 'new',
    matches: [],
  });
  const ids = decided.matches.map(({ claim }) => claim);
  return [decided, await claimsById(context, ids)];
}

/** The live claims of the newest reports with one of these values, the newest first. */
async function claimsOf(
  context: Context,
  field: 'fingerprint' | 'links' | 'pictures.sha256',
  values: readonly string[],
): Promise<Claim[]> {
  const wanted = values.filter((value) => value !== '');
  if (wanted.length === 0) return [];
  const reports = await Promise.all(
    wanted.map((value) =>
      context.models.Report.find({ [field]: value }, { claim: 1, createdAt: 1 })
        .sort({ createdAt: -1 })
        .limit(mostReports)
        .lean<Pick<Report, '_id' | 'claim' | 'createdAt'>[]>(),
    ),
  );
  const newest = reports.flat().sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return liveClaims(
    context,
    newest.map(({ claim }) => claim),
  );
}

async function claimsWithLikePictures(
  context: Context,
  pictures: readonly Pick<ReportPicture, 'perceptualHash'>[],
): Promise<Claim[]> {
  const near = pictures.flatMap(({ perceptualHash }) =>
    context.pictures.near(perceptualHash, samePictureBits),
  );
  if (near.length === 0) return [];
  const ids = [...new Set(near.sort((a, b) => a.distance - b.distance).map(({ report }) => report))];
  const reports = await context.models.Report.find(
    { _id: { $in: ids.slice(0, mostReports) } },
    { claim: 1 },
  ).lean<Pick<Report, '_id' | 'claim'>[]>();
  return liveClaims(
    context,
    reports.map(({ claim }) => claim),
  );
}

/** Each claim once; merged ones followed, those set aside left out. */
async function liveClaims(context: Context, ids: readonly Types.ObjectId[]): Promise<Claim[]> {
  const claims = await claimsById(context, [...new Set(ids.map(String))]);
  return [...new Map([...claims.values()].map((claim) => [String(claim._id), claim])).values()];
}

async function claimsById(context: Context, ids: readonly string[]): Promise<Map<string, Claim>> {
  if (ids.length === 0) return new Map();
  const claims = await context.models.Claim.find({ _id: { $in: ids } }).lean();
  const byId = new Map(claims.map((claim) => [String(claim._id), claim]));
  const live = new Map<string, Claim>();
  for (const id of ids) {
    const claim = byId.get(id);
    const now = claim && (await followMerges(context, claim));
    if (now && now.status !== 'set-aside') live.set(id, now);
  }
  return live;
}
