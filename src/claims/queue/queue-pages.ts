import { Router, type Request } from 'express';
import { canReassign, canTriage } from '../../accounts/permissions.js';
import { requireStaff, staffOf } from '../../accounts/require-staff.js';
import { answersOf } from '../../clarifications/answers-of.js';
import type { Context } from '../../context.js';
import { parse } from '../../errors.js';
import { presenceOf } from '../../presence/company-of.js';
import { channels } from '../../reports/report.model.js';
import { regions } from '../../reports/regions.js';
import type { SignedIn } from '../../web/request.js';
import { harmLevels, setAsideReasons, topics } from '../claim.model.js';
import { queueSchema, untouchedSpans, type QueueFilters } from '../claim.schema.js';
import { queuedClaim } from '../desk-claim.view.js';
import { countOpenedSince, countQueue, readQueue, type QueueCounts } from './read-queue.js';
import { actedNote } from './acted-note.js';
import { liveSchema } from './live.schema.js';
import { questionOf, questionSchema, queueAddress } from './queue-address.js';
import { savedFilters } from './saved-filters.js';
import type { ListedClaim } from '../list-claims.js';

/** The tabs above the queue, in the order of work; each is a set of filters. */
const tabs = [
  { name: 'at-work', filters: {} },
  { name: 'mine', filters: { who: 'mine' } },
  { name: 'open', filters: { status: 'open' } },
  { name: 'checking', filters: { status: 'checking' } },
  { name: 'resurfaced', filters: { status: 'resurfaced' } },
  { name: 'answered', filters: { status: 'answered' } },
  { name: 'set-aside', filters: { status: 'set-aside' } },
] as const;

/** `/meja`: what waits, the most pressing first. */
export function queuePages(context: Context): Router {
  const router = Router();

  router.get('/meja', requireStaff(canTriage), async (request, response) => {
    const filters = parse(queueSchema, request.query);
    const person = staffOf(request);
    const [page, counts, saved, acted, colleagues] = await Promise.all([
      readQueue(context, filters, person.id),
      countQueue(context, person.id),
      savedFilters(context, person.id),
      actedNote(context, person, request.query['acted'], request.t),
      colleaguesOf(context),
    ]);
    const question = questionOf(filters);
    response.render('desk/queue', {
      items: await rowsOf(context, request, page.items, person),
      tabs: tabsFor(request, filters, counts),
      saved: saved.map(({ name, query, shared }) => {
        const href = queueAddress(questionSchema.safeParse(query).data ?? {});
        return { name, shared, href: request.link(href), current: href === queueAddress(filters) };
      }),
      acted,
      chosen: filters,
      choices: choicesFor(request, colleagues),
      // What the form that saves these filters, and the one that acts on claims, carry along.
      question: Object.entries(question).map(([key, value]) => ({ key, value })),
      back: queueAddress(filters, { cursor: cursorOf(request) }).split('?')[1] ?? '',
      filtered: Object.keys(question).some((name) => name !== 'status' && name !== 'who'),
      moreFiltered: Boolean(filters.channel ?? filters.harm ?? filters.untouched),
      savable: Object.keys(question).length > 0,
      clearUrl: request.link(queueAddress({ status: filters.status })),
      firstUrl: filters.cursor ? request.link(queueAddress(filters)) : null,
      nextUrl: page.next ? request.link(queueAddress(filters, { cursor: page.next })) : null,
      openedAt: context.clock.now().getTime(),
    });
  });

  /** The counts on the tabs as they are now, for a page that is open; and what is new since it was opened. */
  router.get('/meja/antrean/jumlah', requireStaff(canTriage), async (request, response) => {
    const { since } = parse(liveSchema, request.query);
    const [counts, fresh] = await Promise.all([
      countQueue(context, staffOf(request).id),
      countOpenedSince(context, since),
    ]);
    const number = new Intl.NumberFormat(request.language);
    response.set('Cache-Control', 'no-store').json({
      counts: Object.fromEntries(
        tabs.map(({ name }) => [name, { count: counts[name], shown: number.format(counts[name]) }]),
      ),
      fresh,
      message: fresh > 0 ? request.t('queue.live.fresh', { count: fresh }) : null,
    });
  });

  return router;
}

const cursorOf = (request: Request): string | undefined => {
  const { cursor } = request.query;
  return typeof cursor === 'string' ? cursor : undefined;
};

/** The claims of a page; those that came back have their answer beside them. */
async function rowsOf(
  context: Context,
  request: Request,
  claims: readonly ListedClaim[],
  person: Pick<SignedIn, 'id'>,
) {
  const back = claims.filter(({ status, resurfaced }) => status === 'answered' && resurfaced);
  const ids = (some: readonly ListedClaim[]) => some.map(({ _id }) => _id);
  const [answers, company] = await Promise.all([
    answersOf(context, ids(back)),
    presenceOf(context, ids(claims), person.id),
  ]);
  const now = context.clock.now();
  return claims.map((claim) => {
    const id = String(claim._id);
    return Object.assign(queuedClaim(claim, now, request.t), {
      mine: String(claim.assignee?.person) === String(person.id),
      answer: answers.get(id),
      company: company.get(id)?.map(({ name, state }) => ({ name, state })),
    });
  });
}

function tabsFor(request: Request, filters: QueueFilters, counts: QueueCounts) {
  const { status: _status, who: _who, ...others } = filters;
  const current = filters.who === 'mine' && !filters.status ? 'mine' : (filters.status ?? 'at-work');
  // Most days no claim comes back: its tab is there when one does.
  const shown = tabs.filter(({ name }) => name !== 'resurfaced' || name === current || counts[name] > 0);
  return shown.map(({ name, filters: own }) => ({
    name,
    href: request.link(queueAddress({ ...others, ...own })),
    label: request.t(name === 'resurfaced' ? 'queue.tabs.resurfaced' : `desk.queue.tabs.${name}`),
    current: name === current,
    count: counts[name],
  }));
}

interface Choice {
  value: string;
  label: string;
}

async function colleaguesOf(context: Context): Promise<Choice[]> {
  const people = await context.models.Person.find({ disabledAt: { $exists: false } }).lean();
  return people.filter(canTriage).map(({ _id, name }) => ({ value: String(_id), label: name }));
}

/** What the filters and the actions let one choose from, in words. */
function choicesFor(request: Request, colleagues: readonly Choice[]) {
  const { t, language } = request;
  const named = (values: readonly string[], key: string) =>
    values.map((value) => ({ value, label: t(`${key}.${value}`) }));
  const byLabel = (choices: readonly Choice[]) =>
    choices.toSorted((left, right) => left.label.localeCompare(right.label, language));
  const people = byLabel(colleagues);
  return {
    topics: named(topics, 'words.topics'),
    regions: byLabel(named(regions, 'words.regions')),
    channels: named(channels, 'words.channels'),
    harm: named(harmLevels.toReversed(), 'queue.harm.levels'),
    marks: named([...harmLevels.toReversed(), 'none'], 'queue.harm.levels'),
    untouched: named(untouchedSpans, 'queue.filters.spans'),
    who: [...named(['mine', 'none'], 'queue.filters'), ...people],
    reasons: named(setAsideReasons, 'words.setAsideReasons'),
    colleagues: request.person && canReassign(request.person) ? people : [],
  };
}
