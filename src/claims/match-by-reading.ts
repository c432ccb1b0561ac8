import type { Context } from '../context.js';
import { readMessage } from '../matching/message.js';
import type { Report, ReportMatch } from '../reports/report.model.js';
import type { Claim } from './claim.model.js';
import { closeWhenEmpty } from './close-when-empty.js';
import { moveOf, settleClaims } from './move-reports.js';
import { withoutWords } from './open-claim.js';
import { inTurn } from './place-report.js';
import { statementOf } from './statement-of.js';
import { tallyClaim } from './tally-claim.js';
import { fewestWords, reasonsOf, weighMessage } from './weigh-message.js';

/**
 * A report's pictures were read: looks once more for its claim, now with the words in them. A report that said next to
 * nothing itself goes where the words lead, as it would have gone had they been typed; one whose own words chose is
 * told of another claim only where nobody decided yet. Safe to repeat.
 */
export async function matchByReading(context: Context, report: Report): Promise<void> {
  const reading = report.pictures.flatMap((picture) => picture.reading || []).join('\n');
  const own = await context.models.Claim.findById(report.claim).lean();
  if (reading !== '' && own && isByItself(report, own)) {
    const moved = await inTurn(context, () => lookAgain(context, report, own, reading));
    if (moved) return;
    if (isUnworded(report, own)) await word(context, own, reading);
  }
  await tallyClaim(context, report.claim);
}

/** Nobody has put it into words: it is called after its first report, which says nothing itself. */
const isUnworded = ({ text }: Report, own: Claim): boolean =>
  !own.worded && (own.statement === withoutWords(own.createdAt) || own.statement === statementOf(text));

/** Nobody and nothing chose the claim: the report opened it, for want of words. */
function isByItself({ match, claim, text }: Report, own: Claim): boolean {
  return (
    readMessage(text).informative < fewestWords &&
    own.status === 'open' &&
    own.reportCount <= 1 &&
    match.decidedBy === 'matcher' &&
    match.state === 'confirmed' &&
    match.claim.equals(claim) &&
    (match.by ?? []).length === 0
  );
}

async function lookAgain(context: Context, report: Report, own: Claim, reading: string): Promise<boolean> {
  const weighed = await weighMessage(context, { text: reading, urls: [], pictures: [] });
  const best = weighed.find(({ claim }) => !claim._id.equals(own._id));
  if (!best) return false;
  const at = context.clock.now();
  const match: ReportMatch = {
    ...reasonsOf(best),
    by: ['reading'],
    state: best.sure ? 'confirmed' : 'suggested',
    decidedBy: 'matcher',
    at,
  };
  const place = best.sure ? { claim: best.claim._id, home: best.claim._id } : {};
  const after = await context.models.Report.findOneAndUpdate(
    // A person who decided meanwhile knows better.
    { _id: report._id, claim: own._id, 'match.at': report.match.at, 'match.state': 'confirmed' },
    {
      $set: { ...place, match, updatedAt: at },
      ...(best.sure && moveOf('confirmed', at, own._id, best.claim._id)),
    },
    { returnDocument: 'after' },
  ).lean();
  if (!after || !best.sure) return false;
  const [left] = await settleClaims(context, [own._id, best.claim._id]);
  if (left) await closeWhenEmpty(context, undefined, left, best.claim);
  return true;
}

/** A claim that was called "a picture" gets the words in it, until a verifier finds better ones. */
async function word(context: Context, claim: Claim, reading: string): Promise<void> {
  const statement = statementOf(reading);
  if (statement === '') return;
  await context.models.Claim.updateOne(
    { _id: claim._id, version: claim.version, statement: claim.statement },
    { $set: { statement, updatedAt: context.clock.now() } },
  );
}
