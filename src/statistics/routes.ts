import { Router, type Request } from 'express';
import { requireStaff } from '../accounts/require-staff.js';
import { topics } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { AppError, notFound, parse, tellFields, type FieldProblem } from '../errors.js';
import { startOf } from './calendar.js';
import { readStatistics } from './read-statistics.js';
import { isRange, periods, spanOf, statisticsSchema } from './statistics.schema.js';
import { sectionsOf } from './statistics.view.js';
import { tableNamed, tableNames } from './tables.js';
import { csvOf } from './write-csv.js';

const page = '/meja/statistik';
const filters = ['period', 'topic', 'from', 'to'] as const;
type Filters = Partial<Record<(typeof filters)[number], string>>;

/** `/meja/statistik`: how long work takes, what the matcher takes off it, and how it is shared. The newsroom alone. */
export function statisticsPages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff());

  router.get(page, async (request, response) => {
    const { t } = request;
    let asked;
    try {
      asked = parse(statisticsSchema, request.query);
    } catch (error) {
      const bad = error instanceof AppError && error.details.fields;
      if (!bad) throw error;
      response.status(400).render('statistics/statistics', formOf(request, bad));
      return;
    }
    const statistics = await readStatistics(context, spanOf(asked, context.clock.now()));
    const query = new URLSearchParams(typedFilters(request)).toString();
    response.render('statistics/statistics', {
      ...formOf(request),
      typed: { ...typedFilters(request), period: isRange(asked) ? 'range' : (asked.period ?? '12-weeks') },
      shown: {
        from: startOf(statistics.from),
        to: startOf(statistics.to),
        counting: statistics.counting,
        topic: statistics.topic && t(`words.topics.${statistics.topic}`),
        sections: sectionsOf(statistics, request).map((section) => ({
          ...section,
          csv: `${request.link(page)}/${section.name}.csv${query && `?${query}`}`,
        })),
      },
    });
  });

  router.get(`${page}/:file`, async (request, response) => {
    const name = tableNames.find((known) => `${known}.csv` === request.params.file);
    if (!name) throw notFound();
    const asked = parse(statisticsSchema, request.query);
    const statistics = await readStatistics(context, spanOf(asked, context.clock.now()));
    response.set({
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}-${statistics.from}-${statistics.to}.csv"`,
    });
    response.send(csvOf(tableNamed(name, statistics), request.t));
  });

  return router;
}

/** The same figures for programs of the newsroom, times in minutes and shares 0…1. */
export function statisticsApi(context: Context): Router {
  const router = Router();
  router.get('/desk-statistics', requireStaff(), async (request, response) => {
    const asked = parse(statisticsSchema, request.query);
    response.json(await readStatistics(context, spanOf(asked, context.clock.now())));
  });
  return router;
}

function formOf(request: Request, bad: Record<string, FieldProblem> = {}) {
  const { t } = request;
  return {
    typed: typedFilters(request),
    fields: tellFields(bad, t),
    periods: periods.map((period) => ({ value: period, label: t(`statistics.periods.${period}`) })),
    topics,
  };
}

/** The filters as they stand in the address. */
function typedFilters(request: Request): Filters {
  const typed: Filters = {};
  for (const name of filters) {
    const value = request.query[name];
    if (typeof value === 'string' && value !== '') typed[name] = value.slice(0, 40);
  }
  return typed;
}
