import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { fingerprint } from '../matching/fingerprint.js';
import { readMessage } from '../matching/message.js';
import type { Report, ReportPicture } from '../reports/report.model.js';
import { tellingLinks } from '../reports/telling-links.js';
import type { Claim } from './claim.model.js';
import { followMerges } from './find-claim.js';

export interface Message {
  text: string;
  urls: readonly string[];
  pictures: readonly Pick<ReportPicture, 'sha256' | 'perceptualHash'>[];
}

export interface WeighedMatch {
  /** Open, being checked, or answered. */
  claim: Claim;
  /** 0…1; 1 for an exact repeat. */
  score: number;
  /** Shared words, most telling first; a shared link is one. */
  words: string[];
  /** True: it is the same message. False: somebody should look. */
  sure: boolean;
}

/** What is said by things other than the words. A link or file may be passed on with other words, hence not 1. */
const scoreOfRepeat = 1;
const scoreOfPicture = 0.95;
const scoreOfLink = 0.9;
const scoreOfLikePicture = 0.6;
/** The same link under a text that tells something else: two claims may share a source. */
const scoreOfContradiction = 0.4;
/** Bits of 64; pictures of different texts came as close as 17. */
const likeBits = 10;
/** A text with fewer telling words is a remark ("benar tidak ini?") and contradicts nothing. */
const fewestWords = 5;
const mostReports = 20;
const mostMatches = 5;

/**
 * Which claims a message repeats, best first: by its words, as an exact repeat of an earlier report, by a link, by a
 * picture. At most one is sure; it is the first.
 */
export async function weighMessage(context: Context, message: Message): Promise<WeighedMatch[]> {
  const found = new Map<string, WeighedMatch>();
  const note = (claim: Claim, score: number, words: readonly string[], sure: boolean) => {
    const known = found.get(String(claim._id));
    if (!known) found.set(String(claim._id), { claim, score, words: [...words], sure });
    else {
      known.score = Math.max(known.score, score);
      known.sure ||= sure;
      known.words = [...new Set([...known.words, ...words])];
    }
  };

  const decided = context.matcher.decide(message.text);
  const byWords = await claimsById(
    context,
    decided.matches.map(({ claim }) => claim),
  );
  for (const [at, match] of decided.matches.entries()) {
    const claim = byWords.get(match.claim);
    if (claim) note(claim, match.score, match.why, at === 0 && decided.decision === 'attach');
  }
  const agrees = (claim: Claim) => found.has(String(claim._id));
  const speaks = readMessage(message.text).informative >= fewestWords;
  const contradicts = (claim: Claim) => speaks && claim.examples.length > 0 && !agrees(claim);

  const links = tellingLinks(message.text, message.urls);
  const files = message.pictures.map(({ sha256 }) => sha256);
  const [repeats, linked, filed, alike] = await Promise.all([
    claimsOf(context, 'fingerprint', [fingerprint(message.text)]),
    claimsOf(context, 'links', links),
    claimsOf(context, 'pictures.sha256', files),
    claimsWithLikePictures(context, message.pictures),
  ]);
  for (const [at, claim] of repeats.entries()) note(claim, scoreOfRepeat, [], at === 0);
  for (const claim of filed) {
    const other = contradicts(claim);
    note(claim, other ? scoreOfContradiction : scoreOfPicture, [], filed.length === 1 && !other);
  }
  for (const claim of linked) {
    const other = contradicts(claim);
    note(claim, other ? scoreOfContradiction : scoreOfLink, links, linked.length === 1 && !other);
  }
  for (const claim of alike) note(claim, scoreOfLikePicture, [], agrees(claim));

  return leadWithTheSure([...found.values()], repeats[0]);
}

function leadWithTheSure(matches: WeighedMatch[], repeat: Claim | undefined): WeighedMatch[] {
  const order = matches.sort(
    (a, b) =>
      Number(b.claim === repeat) - Number(a.claim === repeat) ||
      Number(b.sure) - Number(a.sure) ||
      b.score - a.score ||
      (String(a.claim._id) < String(b.claim._id) ? -1 : 1),
  );
  for (const match of order.slice(1)) match.sure = false;
  return order.slice(0, mostMatches);
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
  const near = pictures.flatMap(({ perceptualHash }) => context.pictures.near(perceptualHash, likeBits));
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
