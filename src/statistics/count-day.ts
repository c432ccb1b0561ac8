import type { Types } from 'mongoose';
import type { Topic } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { addDays, startOf, type Day } from './calendar.js';
import type { ClaimFigures, Counted, FigureEvent } from './claim-figures.model.js';
import { noCounts, type DayFigures, type PersonFigures, type TopicFigures } from './day-figures.model.js';
import { claimsOf, figuredReportFields, figuresOfReport, type FiguredReport } from './report-figures.js';

type Sums = Pick<DayFigures, 'topics' | 'people'>;
type KnownClaim = Pick<ClaimFigures, '_id' | 'topic' | 'openedAt' | 'answered' | 'brought'>;

/** Reports read, and claims named, by one query: many ids at once take longer than the same ones in turn. */
const atOnce = 1000;
const namedAtOnce = 200;

/** Counts one day from the figures of the claims to which something happened on it, and from its reports. */
export async function countDay(context: Context, day: Day): Promise<Sums> {
  const { ClaimFigures, Report } = context.models;
  const sums = addUp();
  const claims = ClaimFigures.find({ days: day })
    .select('topic events')
    .lean<Pick<ClaimFigures, 'topic' | 'events'>[]>()
    .cursor({ batchSize: atOnce }) as AsyncIterable<Pick<ClaimFigures, 'topic' | 'events'>>;
  for await (const { topic, events } of claims) {
    for (const event of events) if (event.day === day) sums.addEvent(topic, event);
  }
  const reports = Report.find({ createdAt: { $gte: startOf(day), $lt: startOf(addDays(day, 1)) } })
    .select(figuredReportFields)
    .lean<FiguredReport[]>()
    .cursor({ batchSize: atOnce }) as AsyncIterable<FiguredReport>;
  const known = new Map<string, KnownClaim>();
  let batch: FiguredReport[] = [];
  const add = async () => {
    await learn(context, known, batch.flatMap(claimsOf));
    for (const report of batch) sums.addReport(report, (id) => known.get(String(id)));
    batch = [];
  };
  for await (const report of reports) {
    batch.push(report);
    if (batch.length >= atOnce) await add();
  }
  await add();
  return sums.result();
}

/** Reads the figures of claims that are not known yet. */
async function learn(
  context: Context,
  known: Map<string, KnownClaim>,
  ids: readonly Types.ObjectId[],
): Promise<void> {
  const missing = [...new Map(ids.map((id) => [String(id), id])).entries()].flatMap(([key, id]) =>
    known.has(key) ? [] : [id],
  );
  for (let at = 0; at < missing.length; at += namedAtOnce) {
    const found = await context.models.ClaimFigures.find({
      _id: { $in: missing.slice(at, at + namedAtOnce) },
    })
      .select('topic openedAt answered brought')
      .lean<KnownClaim[]>();
    for (const claim of found) known.set(String(claim._id), claim);
  }
}

function addUp() {
  const topics = new Map<Topic, TopicFigures>();
  const people = new Map<string, PersonFigures>();
  const topicOf = (topic: Topic): TopicFigures => {
    const found = topics.get(topic) ?? { topic, ...noCounts(), touched: [], answers: [] };
    topics.set(topic, found);
    return found;
  };
  const personOf = (topic: Topic, by: Counted): PersonFigures => {
    const key = `${topic} ${String(by.person ?? '')} ${by.name}`;
    const found = people.get(key) ?? { topic, ...by, taken: 0, answered: 0, setAside: 0, decided: 0 };
    people.set(key, found);
    return found;
  };
  return {
    addEvent(topic: Topic, { kind, minutes, by, waits }: FigureEvent): void {
      const sums = topicOf(topic);
      const person = by && personOf(topic, by);
      sums.waits += waits ?? 0;
      switch (kind) {
        case 'touched':
          sums.touched.push(minutes ?? 0);
          return;
        case 'answered':
          sums.answered += 1;
          if (minutes !== undefined) sums.answers.push(minutes);
          if (person) person.answered += 1;
          return;
        case 'set-aside':
          sums.setAside += 1;
          if (person) person.setAside += 1;
          return;
        case 'taken':
        case 'decided':
          if (person) person[kind] += 1;
          return;
        default:
          sums[kind] += 1;
      }
    },
    addReport(report: FiguredReport, claimOf: (id: Types.ObjectId) => KnownClaim | undefined): void {
      const sums = topicOf(claimOf(report.claim)?.topic ?? 'other');
      const figures = figuresOfReport(report, claimOf);
      sums.reports += 1;
      for (const name of ['automatic', 'answeredAtOnce', 'wrong'] as const)
        if (figures[name]) sums[name] += 1;
    },
    result: (): Sums => ({ topics: [...topics.values()], people: [...people.values()] }),
  };
}
