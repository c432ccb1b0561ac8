import { quantile } from 'd3-array';
import { isNewsroom } from '../accounts/permissions.js';
import { topics as allTopics, type Topic } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { addDays, dayOf, mondayOf, type Day } from './calendar.js';
import type { Counted } from './claim-figures.model.js';
import { counted, noCounts, type Counts, type DayFigures, type PersonFigures } from './day-figures.model.js';
import { anyMark, claimsSeen, reportsSeen } from './keep-statistics.js';
import type { Span } from './statistics.schema.js';

/** How long something took, in minutes, of so many claims; null of none. */
export interface Durations {
  count: number;
  median: number | null;
  p90: number | null;
  /** Of fewer than 5: chance rather than a figure. */
  few: boolean;
}

export interface WeekFigures extends Counts {
  /** Its Monday. */
  week: Day;
  touch: Durations;
  answer: Durations;
  /** 0…1 of all reports, and of the automatic matches; null of none. */
  answeredShare: number | null;
  wrongShare: number | null;
  /** Claims that waited when the week ended, or wait now. */
  waiting: number;
}

export interface PersonLoad {
  /** Missing for somebody whom histories know by name alone. */
  person?: string;
  name: string;
  /** Works here no more. */
  left: boolean;
  inHand: number;
  taken: number;
  answered: number;
  setAside: number;
  decided: number;
}

export interface Statistics {
  /** Both days are part of it. */
  from: Day;
  to: Day;
  topic: Topic | null;
  /** Not everything has been counted yet, as after the first start. */
  counting: boolean;
  weeks: WeekFigures[];
  whole: Omit<WeekFigures, 'week' | 'waiting' | 'waits'>;
  topics: { topic: Topic; touch: Durations; answer: Durations }[];
  people: PersonLoad[];
}

/** A percentile of fewer than this is marked. */
export const least = 5;

/** The statistics of some weeks, from the figures of their days: a few hundred small documents for a year. */
export async function readStatistics(context: Context, { weeks, topic }: Span): Promise<Statistics> {
  const { DayFigures, ClaimFigures } = context.models;
  const today = dayOf(context.clock.now());
  const from = weeks[0] ?? mondayOf(today);
  const end = addDays(weeks.at(-1) ?? from, 7);
  const [days, later, waitingNow, counting, staff] = await Promise.all([
    DayFigures.find({ _id: { $gte: from, $lt: end } })
      .sort({ _id: 1 })
      .lean<DayFigures[]>(),
    DayFigures.find({ _id: { $gte: end } })
      .select('topics.topic topics.waits')
      .lean<DayFigures[]>(),
    ClaimFigures.countDocuments({ waiting: true, ...(topic && { topic }) }),
    isCounting(context, today),
    context.models.Person.find({}).select('name role disabledAt').lean(),
  ]);
  const byWeek = new Map<Day, DayFigures[]>(weeks.map((week) => [week, []]));
  for (const day of days) byWeek.get(mondayOf(day._id))?.push(day);
  let waiting = waitingNow - sum(later, topic).counts.waits;
  const told: WeekFigures[] = [];
  for (const week of weeks.toReversed()) {
    const summed = sum(byWeek.get(week) ?? [], topic);
    told.push({ week, ...figuresOf(summed), ...summed.counts, waiting });
    waiting -= summed.counts.waits;
  }
  const all = sum(days, topic);
  const { waits: _waits, ...counts } = all.counts;
  return {
    from,
    to: end <= today ? addDays(end, -1) : today,
    topic: topic ?? null,
    counting,
    weeks: told.reverse(),
    whole: { ...figuresOf(all), ...counts },
    topics: allTopics.flatMap((one) => {
      const { touched, answers } = sum(days, one);
      const wanted = topic === undefined || topic === one;
      return wanted && touched.length + answers.length > 0
        ? [{ topic: one, touch: durationsOf(touched), answer: durationsOf(answers) }]
        : [];
    }),
    people: await loadOf(
      context,
      days.flatMap(({ people }) => people.filter((one) => topic === undefined || one.topic === topic)),
      staff.filter(isNewsroom),
      topic,
    ),
  };
}

interface Sum {
  counts: Counts;
  touched: number[];
  answers: number[];
}

function sum(days: readonly DayFigures[], topic: Topic | undefined): Sum {
  const summed: Sum = { counts: noCounts(), touched: [], answers: [] };
  for (const day of days) {
    for (const figures of day.topics) {
      if (topic !== undefined && figures.topic !== topic) continue;
      for (const name of counted) summed.counts[name] += figures[name] ?? 0;
      for (const minutes of figures.touched ?? []) summed.touched.push(minutes);
      for (const minutes of figures.answers ?? []) summed.answers.push(minutes);
    }
  }
  return summed;
}

function figuresOf({ counts, touched, answers }: Sum) {
  const { reports, automatic, answeredAtOnce, wrong } = counts;
  return {
    touch: durationsOf(touched),
    answer: durationsOf(answers),
    answeredShare: reports === 0 ? null : answeredAtOnce / reports,
    wrongShare: automatic === 0 ? null : wrong / automatic,
  };
}

/**
 * Median and 90th percentile, interpolated between the two nearest (R-7 of Hyndman & Fan 1996), as spreadsheets do.
 *
 * @param minutes in any order.
 */
export function durationsOf(minutes: readonly number[]): Durations {
  const at = (share: number) => {
    const value = quantile(minutes, share);
    return value === undefined ? null : Math.round(value * 10) / 10;
  };
  return {
    count: minutes.length,
    median: at(0.5),
    p90: at(0.9),
    few: minutes.length > 0 && minutes.length < least,
  };
}

async function isCounting(context: Context, today: Day): Promise<boolean> {
  const [positions, stale] = await Promise.all([
    context.models.Position.countDocuments({ _id: { $in: [claimsSeen, reportsSeen] } }),
    context.models.DayFigures.find({ stale: anyMark }).select('_id').limit(2).lean(),
  ]);
  // A site without a single report has nothing to count.
  const started =
    positions === 2 || !(await context.models.Report.exists({ createdAt: { $gt: new Date(0) } }));
  // The last turn may have been before the newest report.
  return !started || stale.some(({ _id }) => _id < addDays(today, -1));
}

interface Colleague {
  _id: NonNullable<Counted['person']>;
  name: string;
  disabledAt?: Date | undefined;
}

/** What everybody of the newsroom did, and whoever else the histories name. */
async function loadOf(
  context: Context,
  done: readonly PersonFigures[],
  staff: readonly Colleague[],
  topic: Topic | undefined,
): Promise<PersonLoad[]> {
  const loads = new Map<string, PersonLoad>();
  const names = new Map<string, string>();
  for (const { _id, name, disabledAt } of staff) {
    const person = String(_id);
    loads.set(person, { person, name, left: disabledAt !== undefined, ...nothingDone });
    names.set(name, person);
  }
  for (const { person, name, ...counts } of done) {
    const id = person ? String(person) : names.get(name);
    const key = id ?? `name ${name}`;
    const load = loads.get(key) ?? { ...(id && { person: id }), name, left: true, ...nothingDone };
    for (const what of ['taken', 'answered', 'setAside', 'decided'] as const) load[what] += counts[what] ?? 0;
    loads.set(key, load);
  }
  await Promise.all(
    [...loads.values()].map(async (load) => {
      if (!load.person) return;
      load.inHand = await context.models.Claim.countDocuments({
        'assignee.person': load.person,
        status: 'checking',
        ...(topic && { topic }),
      });
    }),
  );
  return [...loads.values()]
    .filter(
      (load) => !load.left || load.inHand + load.taken + load.answered + load.setAside + load.decided > 0,
    )
    .sort((one, other) => one.name.localeCompare(other.name, 'id'));
}

const nothingDone = { inHand: 0, taken: 0, answered: 0, setAside: 0, decided: 0 };
