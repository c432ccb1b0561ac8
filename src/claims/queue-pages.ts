import { Router, type Request } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { parse } from '../errors.js';
import { regions } from '../reports/regions.js';
import { topics } from './claim.model.js';
import { queueSchema, type QueueFilters } from './claim.schema.js';
import { queuedClaim } from './desk-claim.view.js';
import { countQueue, readQueue, type QueueCounts } from './queue.js';

/** The tabs above the queue, in the order of work; each is a set of filters. */
const tabs = [
  { name: 'at-work', filters: {} },
  { name: 'mine', filters: { who: 'mine' } },
  { name: 'open', filters: { status: 'open' } },
  { name: 'checking', filters: { status: 'checking' } },
  { name: 'answered', filters: { status: 'answered' } },
  { name: 'set-aside', filters: { status: 'set-aside' } },
] as const;

/** `/meja`: what waits, the most pressing first. */
export function queuePages(context: Context): Router {
  const router = Router();

  router.get('/meja', requireStaff(canTriage), async (request, response) => {
    const filters = parse(queueSchema, request.query);
    const person = staffOf(request).id;
    const [page, counts] = await Promise.all([
      readQueue(context, filters, person),
      countQueue(context, person),
    ]);
    const now = context.clock.now();
    response.render('desk/queue', {
      items: page.items.map((claim) => {
        const mine = String(claim.assignee?.person) === String(person);
        return Object.assign(queuedClaim(claim, now, request.t), { mine });
      }),
      tabs: tabsFor(request, filters, counts),
      chosen: filters,
      topics,
      regions: regions
        .map((value) => ({ value, label: request.t(`words.regions.${value}`) }))
        .sort((left, right) => left.label.localeCompare(right.label, request.language)),
      filtered: Boolean(filters.q ?? filters.topic ?? filters.region),
      clearUrl: addressOf(request, { status: filters.status, who: filters.who }),
      firstUrl: filters.cursor ? addressOf(request, withoutPlace(filters)) : null,
      nextUrl: page.next ? addressOf(request, { ...withoutPlace(filters), cursor: page.next }) : null,
    });
  });

  return router;
}

function tabsFor(request: Request, filters: QueueFilters, counts: QueueCounts) {
  const { topic, region, q } = filters;
  const current = filters.who === 'mine' ? 'mine' : (filters.status ?? 'at-work');
  return tabs.map(({ name, filters: own }) => ({
    href: addressOf(request, { ...own, topic, region, q }),
    label: request.t(`desk.queue.tabs.${name}`),
    current: name === current,
    count: counts[name],
  }));
}

type Query = Record<string, string | undefined>;

function withoutPlace({ status, topic, region, who, q }: QueueFilters): Query {
  return { status, topic, region, who, q };
}

function addressOf(request: Request, query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const search = new URLSearchParams(given).toString();
  return request.link(search ? `/meja?${search}` : '/meja');
}
