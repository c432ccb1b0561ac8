import { z } from 'zod';
import { topics, type Topic } from './claim.model.js';

/** 1 at most, and never nothing: see priority.ts. */
const share = z.number().min(0.05).max(1);

/**
 * What the order of the queue is worked out by, see priority.ts: the knobs that an editor understands. Shares are 0…1,
 * counts are reports.
 */
export const prioritySchema = z.strictObject({
  /** How harmful a claim of this topic is while nobody marked it. */
  topics: z.strictObject(
    Object.fromEntries(topics.map((topic) => [topic, share])) as Record<Topic, typeof share>,
  ),
  /** What a claim without new reports keeps of its velocity, and how many recent reports count half of the rest. */
  velocity: z.strictObject({ least: share, half: z.int().min(1).max(1000) }),
  /** What a single report counts, and how many reports count in full. */
  reach: z.strictObject({ least: share, full: z.int().min(2).max(100_000) }),
  /** Days untouched after which waiting counts in full. */
  waitingDays: z.int().min(1).max(365),
  /** An answered claim comes back after so many reports that came later than so many hours after its answer. */
  resurfacing: z.strictObject({ reports: z.int().min(1).max(1000), quietHours: z.int().min(0).max(720) }),
});

export type PrioritySetting = z.output<typeof prioritySchema>;

/** Until an admin chooses others. What hurts bodies or purses within hours weighs most. */
export const initialPriority: PrioritySetting = {
  topics: {
    health: 0.9,
    disaster: 1,
    'social-aid': 0.6,
    politics: 0.7,
    finance: 0.8,
    food: 0.7,
    crime: 0.7,
    education: 0.4,
    technology: 0.4,
    transport: 0.5,
    environment: 0.5,
    // A new claim has no topic yet: it must not be at the end for that.
    other: 0.5,
  },
  // Most newsrooms get a handful of reports an hour: four in an afternoon are a wave.
  velocity: { least: 0.25, half: 4 },
  reach: { least: 0.25, full: 100 },
  waitingDays: 30,
  resurfacing: { reports: 3, quietHours: 24 },
};
