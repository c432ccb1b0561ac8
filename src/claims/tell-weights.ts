import type { Translate } from '../web/languages.js';
import { topics } from './claim.model.js';
import { mostOfSender } from './mark-surplus.js';
import type { PrioritySetting } from './priority-setting.js';
import { leastWaiting, recentHours } from './priority.js';

const percent = (share: number) => Math.round(share * 100);

/** The weights in force as the page about the method tells them: shares in percent, topics by weight. */
export function tellWeights(setting: PrioritySetting, t: Translate) {
  const { velocity, reach, waitingDays, resurfacing } = setting;
  return {
    topics: topics
      .map((topic) => ({ name: t(`words.topics.${topic}`), percent: percent(setting.topics[topic]) }))
      .toSorted((a, b) => b.percent - a.percent || a.name.localeCompare(b.name)),
    velocity: { least: percent(velocity.least), half: velocity.half, hours: recentHours },
    reach: { least: percent(reach.least), full: reach.full },
    waiting: { days: waitingDays, least: Number((leastWaiting(setting) * 100).toPrecision(2)) },
    resurfacing,
    mostOfSender,
  };
}
