// How right: rankings, decisions, calibration.
import { fingerprint } from '../../../src/matching/fingerprint.js';
import { createMatcher, type Matcher } from '../../../src/matching/matcher.js';
import { calibration, rankingQuality, type RankingQuality } from '../../../src/matching/measures.js';
import { textOf, type ClaimLine, type DataSet, type ReportLine, type ReportSet } from './data.js';
import { PEERS, type Peer } from './peers.js';
import { shippedModel } from '../../../src/matching/model.js';
import type { Figure, Printer } from './table.js';

function qualityOf(reports: readonly ReportLine[], rank: (text: string) => string[]): RankingQuality {
  return rankingQuality(reports.map(({ text, claims }) => ({ ranked: rank(text), right: new Set(claims) })));
}

function rankingRows(
  matcher: Matcher,
  peers: readonly Peer[],
  claims: readonly ClaimLine[],
  { name, reports, bar }: ReportSet,
): Record<string, Figure>[] {
  const ours = qualityOf(reports, (text) => matcher.rank(text, 5).map((match) => match.claim));
  const rows = peers.map((peer) => ({
    engine: peer.name,
    ...qualityOf(reports, (text) => peer.rank(text, 5).map((number) => claims[number]?.id ?? '')),
  }));
  const best = Math.max(...rows.map((row) => row.map5));
  return [{ engine: 'ours', ...ours }, ...rows].map((row) => ({
    reports: `${name} (${reports.length})`,
    engine: row.engine,
    'MAP@5': row.map5,
    'P@1': row.p1,
    'H@5': row.h5,
    'ours / this': ours.map5 / row.map5,
    'ours / best of the others': row.engine === 'ours' ? ours.map5 / best : '',
    bar: row.engine === 'ours' ? (bar ?? '') : '',
  }));
}

/**
 * Every report is decided twice: with all claims known, and with its own claims taken out, when every attachment is
 * wrong by the labels. The data hold the same claim several times under different ids; "same text" tells how many of
 * the wrong ones went to a claim with the very text of the right one.
 */
function decisionRow(
  matcher: Matcher,
  claims: readonly ClaimLine[],
  { name, reports }: ReportSet,
): Record<string, Figure> {
  const known = new Map(claims.map((claim) => [claim.id, claim]));
  const count = { attached: 0, wrong: 0, suggested: 0, suggestedRight: 0, without: 0, sameText: 0 };
  const print = (id: string): string => fingerprint(known.get(id)?.text ?? '');
  for (const { text, claims: right } of reports) {
    const told = matcher.decide(text);
    const chosen = told.matches[0]?.claim ?? '';
    if (told.decision === 'suggest') {
      count.suggested += 1;
      if (told.matches.some((match) => right.includes(match.claim))) count.suggestedRight += 1;
    }
    if (told.decision === 'attach') {
      count.attached += 1;
      if (!right.includes(chosen)) count.wrong += 1;
    }
    for (const claim of right) matcher.remove(claim);
    const blind = matcher.decide(text);
    if (blind.decision === 'attach') {
      count.without += 1;
      if (right.some((claim) => print(claim) === print(blind.matches[0]?.claim ?? ''))) count.sameText += 1;
    }
    for (const id of right) {
      const claim = known.get(id);
      if (claim !== undefined) matcher.set({ id, texts: [textOf(claim)] });
    }
  }
  const share = (part: number, whole: number): number => (whole > 0 ? part / whole : 0);
  return {
    reports: name,
    attached: share(count.attached, reports.length),
    'wrong of attached': share(count.wrong, count.attached),
    'wrong at most': 0.01,
    suggested: share(count.suggested, reports.length),
    'right among suggested': share(count.suggestedRight, count.suggested),
    'attached with its claim unknown': share(count.without, reports.length),
    'of these same text': share(count.sameText, count.without),
  };
}

function calibrationRows(matcher: Matcher, { name, reports }: ReportSet): Record<string, Figure>[] {
  const told = calibration(
    reports.flatMap(({ text, claims }) => {
      const [best] = matcher.rank(text, 1);
      return best === undefined ? [] : [{ score: best.score, right: claims.includes(best.claim) }];
    }),
  );
  return told.bands.map((band) => ({
    reports: name,
    score: `${band.from}…${band.to}`,
    'best matches': band.pairs,
    'mean score': band.meanScore ?? '–',
    'share right': band.shareRight ?? '–',
    'expected error of all': band.to === 1 ? told.expectedError : '',
  }));
}

/** Prints how right rankings, decisions and scores are on some data sets. */
export function measureQuality(printer: Printer, dataSets: readonly DataSet[]): void {
  const rankings: Record<string, Figure>[] = [];
  const decisions: Record<string, Figure>[] = [];
  const bands: Record<string, Figure>[] = [];
  for (const { claims, sets } of dataSets) {
    const matcher = createMatcher();
    const peers = PEERS.map((create) => create());
    claims.forEach((claim, number) => {
      matcher.set({ id: claim.id, texts: [textOf(claim)] });
      for (const peer of peers) peer.add(number, textOf(claim));
    });
    for (const peer of peers) peer.finish();
    for (const set of sets) {
      rankings.push(...rankingRows(matcher, peers, claims, set));
      bands.push(...calibrationRows(matcher, set));
    }
    for (const peer of peers) peer.close();
    for (const set of sets) decisions.push(decisionRow(matcher, claims, set));
  }
  printer.table('Ranking: which claim does a report repeat?', rankings);
  printer.table(`Decisions (attached without asking from ${shippedModel().attachFrom.claim})`, decisions);
  printer.table('Calibration: is a score the chance of being right?', bands);
}
