import { z } from 'zod';
import { topics } from '../claim.model.js';
import { prioritySchema, type PrioritySetting } from '../priority-setting.js';

/** A whole number as a form sends it. */
const whole = (least: number, most: number) =>
  z
    .string()
    .trim()
    .regex(/^\d{1,6}$/, 'whole_number')
    .transform(Number)
    .pipe(z.int().min(least).max(most));
const percent = whole(5, 100).transform((value) => value / 100);

const topicFields = Object.fromEntries(topics.map((topic) => [`topics.${topic}`, percent])) as Record<
  `topics.${(typeof topics)[number]}`,
  typeof percent
>;

/** The form of the weights: shares in percent, one flat field each, and the version that was seen. */
export const priorityFormSchema = z
  .object({
    ...topicFields,
    velocityLeast: percent,
    velocityHalf: whole(1, 1000),
    reachLeast: percent,
    reachFull: whole(2, 100_000),
    waitingDays: whole(1, 365),
    resurfacingReports: whole(1, 1000),
    resurfacingQuiet: whole(0, 720),
    version: whole(0, 999_999),
    do: z.enum(['preview', 'save']),
  })
  .transform((form) => ({
    setting: prioritySchema.parse({
      topics: Object.fromEntries(topics.map((topic) => [topic, form[`topics.${topic}`]])),
      velocity: { least: form.velocityLeast, half: form.velocityHalf },
      reach: { least: form.reachLeast, full: form.reachFull },
      waitingDays: form.waitingDays,
      resurfacing: { reports: form.resurfacingReports, quietHours: form.resurfacingQuiet },
    }),
    version: form.version,
    save: form.do === 'save',
  }));

/** The fields of the form for a setting, as they are typed. */
export function typedPriority(setting: PrioritySetting): Record<string, string> {
  const { velocity, reach, waitingDays, resurfacing } = setting;
  return {
    ...Object.fromEntries(topics.map((topic) => [`topics.${topic}`, inPercent(setting.topics[topic])])),
    velocityLeast: inPercent(velocity.least),
    velocityHalf: String(velocity.half),
    reachLeast: inPercent(reach.least),
    reachFull: String(reach.full),
    waitingDays: String(waitingDays),
    resurfacingReports: String(resurfacing.reports),
    resurfacingQuiet: String(resurfacing.quietHours),
  };
}

const inPercent = (share: number) => String(Math.round(share * 100));
