import type { Types } from 'mongoose';
import type { Context } from '../../context.js';
import type { Report } from '../../reports/report.model.js';
import type { Language, Translate } from '../../web/languages.js';
import type { Claim } from '../claim.model.js';
import type { DeskReport } from '../desk-claim.view.js';
import type { Place } from '../list-claims.js';
import { reportsOf, toDeskReports } from '../reports-of.js';
import { claimsElsewhere } from './claims-elsewhere.js';
import type { DossierAsked } from './dossier.schema.js';
import { gatherDossier, type Gathered } from './gather-dossier.js';
import { groupLinks } from './group-links.js';
import { orderWordings, type Wording, type WordingOrder } from './group-wordings.js';
import { regionMap } from './region-map.js';
import { showLinks, shownLinks } from './show-links.js';
import { showPictures, shownGroups } from './show-pictures.js';
import { summarise } from './summarise.js';
import { timelineOf } from './timeline.js';

const wordingsAtOnce = 20;
const reportsAtOnce = 20;

/** A distinct text as a row, with one of its reports, or those of a page where it is open. */
export interface WordingRow extends Wording {
  /** The newest of its reports: its text stands for all. */
  report: DeskReport;
  opened?: { items: DeskReport[]; next: string | null };
}

/** What is asked of a claim's dossier, and how it is told. */
export interface DossierRequest extends DossierAsked {
  t: Translate;
  language: Language;
  /** Where the page before ended, of the reports of the open wording. */
  after?: Place;
}

/** Everything that the reports of a claim say together, for its page on the desk. */
export async function dossierOf(context: Context, claim: Claim, asked: DossierRequest) {
  const { t, language } = asked;
  const gathered = await gatherDossier(context, claim._id);
  const hosts = groupLinks(gathered.reports);
  const [wordings, elsewhere] = await Promise.all([
    wordingsPage(context, claim._id, gathered, asked),
    claimsElsewhere(context, claim._id, {
      pictures: shownGroups(gathered.pictures, asked.pictures).map(({ key }) => key),
      links: shownLinks(hosts),
    }),
  ]);
  return {
    summary: summarise(gathered.reports, claim, t),
    ...wordings,
    pictures: showPictures(gathered, elsewhere.pictures, t, asked.pictures),
    links: showLinks(hosts, elsewhere.links, t),
    timeline: timelineOf(
      gathered.reports.map(({ at }) => at),
      claim,
      { t, language },
    ),
    map: regionMap(gathered.reports, { t, language }),
  };
}

async function wordingsPage(
  context: Context,
  claim: Types.ObjectId,
  { wordings }: Gathered,
  { order = 'newest', page = 1, wording: wanted, after, t }: DossierRequest,
) {
  const ordered = orderWordings(wordings, order);
  const from = (page - 1) * wordingsAtOnce;
  const shown = ordered.slice(from, from + wordingsAtOnce);
  const open = wanted === undefined ? undefined : ordered.find(({ key }) => key === wanted);
  // Reports may have come since the page was seen: the row that was opened is shown wherever it is now.
  if (open && !shown.includes(open)) shown.unshift(open);
  const [newest, opened] = await Promise.all([
    reportsById(
      context,
      shown.map((row) => row.newest),
      t,
    ),
    open && openWording(context, claim, open, { after, t }),
  ]);
  const rows = shown.flatMap((row): WordingRow[] => {
    const report = newest.get(String(row.newest));
    if (!report) return [];
    return [{ ...row, report, ...(row === open && opened && { opened }) }];
  });
  return {
    order: order satisfies WordingOrder,
    page,
    distinct: wordings.length,
    hasMore: from + wordingsAtOnce < ordered.length,
    rows,
  };
}

/** A page of the reports that say the same. */
async function openWording(
  context: Context,
  claim: Types.ObjectId,
  { fingerprint, ids = [] }: Wording,
  { after, t }: { after?: Place; t: Translate },
): Promise<{ items: DeskReport[]; next: string | null }> {
  const paged = { limit: reportsAtOnce, after, t };
  if (fingerprint) return reportsOf(context, claim, { ...paged, fingerprint });
  return reportsOf(context, claim, { ...paged, ids });
}

async function reportsById(
  context: Context,
  ids: readonly Types.ObjectId[],
  t: Translate,
): Promise<Map<string, DeskReport>> {
  if (ids.length === 0) return new Map();
  const found = await context.models.Report.find({ _id: { $in: [...ids] } }).lean<Report[]>();
  const shown = await toDeskReports(context, found, t);
  return new Map(shown.map((report) => [report.id, report]));
}

/** A row as the page tells it; its reports are told by the page. */
export function showRow({ key, count, first, last, channels, wantsNews }: WordingRow, t: Translate) {
  return {
    key,
    anchor: `kata-${key.slice(0, 16)}`,
    count,
    single: count === 1,
    first: new Date(first),
    last: new Date(last),
    channels: channels.map((seen) => `${t(`words.channels.${seen.channel}`)}\u00A0(${seen.count})`),
    wantsNews,
  };
}
