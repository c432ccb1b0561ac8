import type { GatheredReport } from './gather-reports.js';

/** A link among the reports. */
export interface LinkCount {
  /** Written one way, without scheme. */
  page: string;
  /** As somebody sent it. */
  sent: string;
  reports: number;
}

export interface HostCount {
  host: string;
  /** Reports with at least one link to it. */
  reports: number;
  /** Most reports first. */
  links: LinkCount[];
}

/** The links of reports by their host, most reports first. */
export function groupLinks(reports: readonly GatheredReport[]): HostCount[] {
  const hosts = new Map<string, { reports: number; links: Map<string, LinkCount> }>();
  for (const report of reports) {
    const counted = new Set<string>();
    for (const { host, page, sent } of report.links) {
      const known = hosts.get(host) ?? { reports: 0, links: new Map<string, LinkCount>() };
      hosts.set(host, known);
      if (!counted.has(host)) known.reports += 1;
      counted.add(host);
      const link = known.links.get(page);
      if (!link) known.links.set(page, { page, sent, reports: 1 });
      else {
        link.reports += 1;
        // Whole addresses can be opened elsewhere; the store keeps of those in a text only the page.
        if (link.sent === page) link.sent = sent;
      }
    }
  }
  return [...hosts]
    .map(([host, { reports, links }]) => ({
      host,
      reports,
      links: [...links.values()].sort((a, b) => b.reports - a.reports || (a.page < b.page ? -1 : 1)),
    }))
    .sort((a, b) => b.reports - a.reports || (a.host < b.host ? -1 : 1));
}
