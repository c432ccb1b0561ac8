import { randomBytes } from 'node:crypto';
import type { Types } from 'mongoose';
import type { Claim } from '../../../src/claims/claim.model.js';
import type { TestPerson } from '../../helpers/accounts.js';
import { aReportedClaim } from '../../helpers/claims.js';
import type { Saring } from '../../helpers/saring.js';

/** Which of the two people. */
export type Place = 0 | 1;

export interface Stage {
  saring: Saring;
  /** Two editors, who may do everything, and the verifier who wrote the articles. */
  racers: readonly [TestPerson, TestPerson];
  author: TestPerson;
}

/** What a race is about, freshly made. */
export interface Scene {
  /** What stands for the parameters of the path. */
  at: Record<string, string> | ((place: Place, door: 'form' | 'json') => Record<string, string>);
  /** What each of the two sends by the form, and to the API. Both saw the same version. */
  form?: (place: Place) => Record<string, string | string[]>;
  json?: (place: Place) => object;
  /** Who they are, where it is not the newsroom's two. They bear the same names. */
  racers?: readonly [TestPerson, TestPerson];
  /** The documents whose history tells of it, and in how many steps. */
  told?: { in: 'Claim' | 'Clarification'; id: Types.ObjectId; steps?: number }[];
  /** Fails unless this person's change stands in the store. */
  holds?: (place: Place) => Promise<void>;
  /** What the loser is told where it is not the winner's name, and the status that says it. */
  says?: (winner: Place) => string;
  status?: readonly number[];
}

export interface Race {
  does: string;
  /** The form's route and the API's, e.g. `post /meja/klaim/:id/ambil`. */
  form?: string;
  json?: string;
  /** Why both may act on one version. Without it one of them wins. */
  commutes?: string;
  /** At the very same moment one of the two may be told to look again, all the same. */
  orAgain?: true;
  /** Fields of the form in which people write: what the loser typed there comes back. */
  typed?: readonly string[];
  stage: (stage: Stage) => Promise<Scene>;
}

/** Words that no other message has. */
export const words = (count = 8) =>
  Array.from({ length: count }, () => randomBytes(4).toString('hex').replaceAll(/\d/g, 'k')).join(' ');

/** The same message so many times: a claim with so many reports. */
export const reported = ({ saring }: Stage, count: number) => {
  const text = words(10);
  return aReportedClaim(saring, [text, `INFO: ${text}`, `${text} 🙏`, `${text}!!`].slice(0, count));
};

/** A race about one claim, whose version both saw. */
export const about = (
  claim: Claim,
  scene: Omit<Scene, 'at' | 'told'> & { at?: Record<string, string> },
): Scene => {
  const { form, json, at } = scene;
  return {
    ...scene,
    at: { id: String(claim._id), ...at },
    told: [{ in: 'Claim', id: claim._id }],
    ...(form && { form: (place) => ({ version: String(claim.version), ...form(place) }) }),
    ...(json && { json: (place) => ({ version: claim.version, ...json(place) }) }),
  };
};

export const nothing = () => ({});
export const api = (path: string, method = 'post') => `${method} /api/v1${path}`;
export const page = (path: string) => `post /meja/klaim/:id/${path}`;
