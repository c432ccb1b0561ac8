import { Types } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { SignedIn } from '../web/request.js';
import type { Translate } from '../web/languages.js';
import { companyAt } from './company-of.js';
import { draftKey } from './draft-key.js';
import { holdPresence, type Doing, type Here } from './hold-presence.js';
import { tellCompany, type ToldColleague } from './presence.view.js';

/** What a page needs to show who else is there, and to say that its reader is. */
export interface PagePresence {
  /** Where the page says every now and then that it is open. */
  address: string;
  /** Where the latest state of it stands. */
  latest: string;
  page: string;
  version: number | undefined;
  claims: string;
  /** Of a draft, which is nowhere yet. */
  key: string | undefined;
  people: ToldColleague[];
  /** Somebody else is writing. */
  writing: boolean;
}

interface Reader {
  person: SignedIn;
  t: Translate;
}

/** Somebody opens a claim's page on the desk: others see it from now on, and they see who is there before them. */
export function presenceAtClaim(
  context: Context,
  { claim, person, t }: Reader & { claim: Pick<Claim, '_id' | 'version'> },
): Promise<PagePresence> {
  const path = `/meja/klaim/${String(claim._id)}`;
  const here: Here = { place: 'claim', id: claim._id, person, page: newPage() };
  return arrive(context, here, { path, version: claim.version, doing: 'looking', t });
}

/**
 * Somebody opens the editor of an article, of one that is not saved yet as well.
 *
 * @param asking.claims ids of the claims that it answers; what is no id is left out.
 * @param asking.doing `writing` when the editor comes back with what was typed.
 */
export function presenceInEditor(
  context: Context,
  asking: Reader & { id: string; claims: readonly string[]; version?: number; doing: Doing },
): Promise<PagePresence> {
  const { person, t, version, doing } = asking;
  const claims = asking.claims.filter((id) => /^[0-9a-f]{24}$/i.test(id)).map((id) => new Types.ObjectId(id));
  const here: Here = { place: 'article', id: new Types.ObjectId(asking.id), claims, person, page: newPage() };
  const key = version === undefined ? draftKey(context.config, asking.id, person.id) : undefined;
  return arrive(context, here, { path: `/meja/klarifikasi/${asking.id}`, version, doing, key, t });
}

const newPage = () => String(new Types.ObjectId());

async function arrive(
  context: Context,
  here: Here,
  asking: { path: string; version: number | undefined; doing: Doing; key?: string | undefined; t: Translate },
): Promise<PagePresence> {
  const { path, version, doing, key, t } = asking;
  const { id, claims = [], person, page } = here;
  const [company] = await Promise.all([
    companyAt(context, [id, ...claims], person.id),
    holdPresence(context, here, doing, { anew: true }),
  ]);
  const people = tellCompany(company, here, t);
  return {
    address: `${path}/hadir`,
    latest: path,
    page,
    version,
    claims: claims.map(String).join(','),
    key,
    people,
    writing: people.some(({ state }) => state === 'writing'),
  };
}
