import { markShared, type TextRun } from '../../matching/shared-words.js';
import { maskFor, maskReasons } from '../../privacy/mask-for.js';
import type { Translate } from '../../web/languages.js';
import { shorten } from '../../web/shorten.js';
import { next } from '../claim-status.js';
import { publicClaim } from '../claim.view.js';
import { whyOf } from '../why.js';
import type { LiveTwin, TwinClaim } from './live-twins.js';

const longestShown = 400;
/** An example that is not longer than this many times the statement only repeats it. */
const muchLonger = 1.25;

/** What the pair is told by, without what is private in the texts that it comes from. */
function reasonsOf({ twin, keeper, other }: LiveTwin): Pick<LiveTwin['twin'], 'words' | 'against'> {
  const texts = [keeper, other].map(({ statement, examples }) => [statement, ...examples]);
  const [own = [], theirs = []] = texts;
  return maskReasons({ words: twin.words, against: twin.against }, [...own, ...theirs].join('\n'), [
    ...own,
    ...theirs,
  ]);
}

/** A pair as the API tells it: `into` is the claim that stays, unless somebody says otherwise. */
export function apiTwin({ twin, keeper, other }: LiveTwin) {
  const told = (claim: TwinClaim) => ({ ...publicClaim(claim), version: claim.version });
  const claims = [keeper, other].sort((one, two) => (String(one._id) < String(two._id) ? -1 : 1));
  return {
    id: String(twin._id),
    state: twin.state,
    score: twin.score,
    ...reasonsOf({ twin, keeper, other }),
    by: twin.by,
    claims: claims.map(told),
    into: String(keeper._id),
    foundAt: twin.foundAt.toISOString(),
  };
}

interface Side {
  id: string;
  statement: TextRun[];
  plain: string;
  /** What its first report said, where that is more than the statement. */
  example: TextRun[] | null;
  status: string;
  verdict: string | null;
  why: string[];
  reports: number;
  version: number;
  /** Can this claim be merged into the other one? */
  mayGo: boolean;
}

/** A pair as the desk shows it: the claim to keep first. */
export function deskTwin({ twin, keeper, other }: LiveTwin, now: Date, t: Translate) {
  const { _id, score, by } = twin;
  const { words, against } = reasonsOf({ twin, keeper, other });
  const [staying, going] = [sideOf(keeper, words, now, t), sideOf(other, words, now, t)];
  return {
    id: String(_id),
    sides: [staying, going],
    keeper: staying,
    other: going,
    // A hundred is said of the very same text alone.
    percent: Math.min(Math.round(score * 100), by.includes('repeat') ? 100 : 99),
    repeat: by.includes('repeat'),
    same: by.filter((what) => what === 'link' || what === 'picture').map((what) => t(`twins.same.${what}`)),
    words,
    against: against.map(({ report, claim }) => t('twins.differ', { one: report, other: claim })),
  };
}

function sideOf(claim: TwinClaim, words: readonly string[], now: Date, t: Translate): Side {
  const example = maskFor(claim.examples[0] ?? '', t);
  const more = example.length > claim.statement.length * muchLonger;
  return {
    id: String(claim._id),
    statement: markShared(claim.statement, words),
    plain: claim.statement,
    example: more ? markShared(shorten(example, longestShown), words) : null,
    status: claim.status,
    verdict: claim.verdict ?? null,
    why: whyOf(claim, now, t),
    reports: claim.reportCount,
    version: claim.version,
    mayGo: next(claim.status, 'merge') !== undefined,
  };
}
