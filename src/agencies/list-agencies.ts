import type { Topic } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { Agency } from './agency.model.js';

/** An agency as anyone may see it. */
export interface PublicAgency {
  slug: string;
  name: string;
  shortName: string;
  url: string;
  topics: Topic[];
  about: string;
}

export function publicAgency({ slug, name, shortName, url, topics, about }: Agency): PublicAgency {
  return { slug, name, shortName, url, topics: [...topics], about };
}

/** The agencies that are asked, by name, as Indonesian sorts. There are some dozens. */
export async function activeAgencies(context: Context): Promise<Agency[]> {
  const agencies = await context.models.Agency.find().lean();
  return agencies.filter(({ retiredAt }) => !retiredAt).sort((a, b) => a.name.localeCompare(b.name, 'id'));
}

/** The same, as anyone may see them. */
export async function listAgencies(context: Context): Promise<PublicAgency[]> {
  return (await activeAgencies(context)).map(publicAgency);
}
