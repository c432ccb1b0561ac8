import type { Types } from 'mongoose';
import type { Translate } from '../web/languages.js';
import type { Colleague } from './company-of.js';
import type { Place } from './presence.model.js';

export interface ToldColleague {
  name: string;
  state: Colleague['state'];
  /** ISO 8601. */
  since: string;
  /** The sentence that says it. */
  says: string;
}

/**
 * Who else is here, in words: "Wulan sedang menulis di klaim ini." Each person once, by what matters most to whoever
 * is here.
 *
 * @param here where whoever reads it is.
 */
export function tellCompany(
  company: readonly Colleague[],
  here: { place: Place; id: Types.ObjectId },
  t: Translate,
): ToldColleague[] {
  const told = new Map<string, ToldColleague>();
  for (const colleague of company) {
    const { person, name, state, since } = colleague;
    const where = nearness(colleague, here);
    // Who only reads about a claim does not touch an article on it.
    if (told.has(String(person)) || (where === 'beside' && state === 'looking')) continue;
    const says = t(`presence.${here.place}.${where}.${state}`, { name });
    told.set(String(person), { name, state, since: since.toISOString(), says });
  }
  return [...told.values()];
}

/** At the same claim or article; in an article about the same claim; or at a claim that the article here answers. */
function nearness({ place, about }: Colleague, here: { id: Types.ObjectId }): 'here' | 'article' | 'beside' {
  if (about[0]?.equals(here.id)) return 'here';
  return place === 'article' ? 'article' : 'beside';
}
