import type { Types } from 'mongoose';
import type { Context } from '../../context.js';
import type { SignedIn } from '../../web/request.js';
import type { SampleData } from './sample-data.js';

/** What the steps of loading the sample data share. */
export interface Loading {
  context: Context;
  data: SampleData;
  /** The product as it was so many hours before loading, and a little later: a context with another clock. */
  at(hoursAgo: number, hoursLater?: number): Context;
  /** A sample member of staff, by key. */
  person(key: string): SignedIn;
  /** Keys of the claims that an article answers. */
  answered: ReadonlySet<string>;
  /** Which claim each key's first report came to. */
  claims: Map<string, Types.ObjectId>;
}

export function startLoading(
  context: Context,
  data: SampleData,
  people: ReadonlyMap<string, SignedIn>,
): Loading {
  const start = context.clock.now().getTime();
  return {
    context,
    data,
    at(hoursAgo, hoursLater = 0) {
      const now = new Date(start - Math.max(0, hoursAgo - hoursLater) * 3_600_000);
      return { ...context, clock: { now: () => now } };
    },
    person(key) {
      const person = people.get(key);
      if (!person) throw new Error(`the sample staff has no ${key}`);
      return person;
    },
    answered: new Set(data.clarifications.flatMap(({ claims }) => claims)),
    claims: new Map(),
  };
}
