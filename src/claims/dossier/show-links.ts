import { maskFor } from '../../privacy/mask-for.js';
import type { Translate } from '../../web/languages.js';
import type { ClaimElsewhere } from './claims-elsewhere.js';
import type { HostCount } from './group-links.js';

const mostHosts = 15;
const mostLinks = 8;

/** The hosts on the page with the links that are shown of each. */
const shownHosts = (hosts: readonly HostCount[]) =>
  hosts.slice(0, mostHosts).map((host) => ({ ...host, shown: host.links.slice(0, mostLinks) }));

/** The links that are asked about elsewhere. */
export function shownLinks(hosts: readonly HostCount[]): string[] {
  return shownHosts(hosts).flatMap(({ shown }) => shown.map(({ page }) => page));
}

/** The links of a claim as its page shows them, as text: none of them can be followed by a slip of the hand. */
export function showLinks(
  hosts: readonly HostCount[],
  elsewhere: ReadonlyMap<string, ClaimElsewhere[]>,
  t: Translate,
) {
  if (hosts.length === 0) return undefined;
  return {
    hosts: shownHosts(hosts).map(({ host, reports, links, shown }) => ({
      host,
      reports,
      left: links.length - shown.length,
      links: shown.map(({ page, sent, reports: count }) => ({
        sent: maskFor(sent, t),
        reports: count,
        elsewhere: elsewhere.get(page) ?? [],
      })),
    })),
    left: Math.max(0, hosts.length - mostHosts),
  };
}
