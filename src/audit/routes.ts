import { Router, type Request } from 'express';
import { actorOf } from '../accounts/actor.js';
import { canAdminister } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError, parse, tellFields } from '../errors.js';
import { auditKinds } from './audit.model.js';
import { auditExportSchema, auditListSchema, exportFormats, type AuditFilter } from './audit.schema.js';
import { sentenceOf, toldLine } from './audit.view.js';
import { exportLines } from './export-lines.js';
import { findLate } from './find-late.js';
import { listLines } from './list-lines.js';
import { nameThings } from './name-things.js';
import { dayInJakarta } from '../web/jakarta-time.js';

const page = '/meja/audit';
const filters = ['person', 'kind', 'action', 'thing', 'from', 'to'] as const;
const types = { csv: 'text/csv; charset=utf-8', jsonl: 'application/jsonl; charset=utf-8' } as const;

/**
 * `/meja/audit`: who did what to what. Admins alone: it tells of everybody's work, of people's accounts and of what was
 * unmasked and why.
 */
export function auditPages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(canAdminister));

  router.get(page, async (request, response) => {
    const { t } = request;
    const typed = typedFilters(request);
    const people = await context.models.Person.find({}).select('name').lean();
    const model = {
      typed,
      people: people
        .map(({ _id, name }) => ({ value: String(_id), label: name }))
        .sort((one, other) => one.label.localeCompare(other.label, 'id')),
      kinds: auditKinds.map((kind) => ({ value: kind, label: t(`audit.kinds.${kind}`) })),
      filtered: Object.keys(typed).length > 0,
    };
    let asked;
    try {
      asked = parse(auditListSchema, request.query);
    } catch (error) {
      const bad = error instanceof AppError && error.details.fields;
      if (!bad) throw error;
      response.status(400).render('audit/log', { ...model, items: [], fields: tellFields(bad, t) });
      return;
    }
    const { cursor, ...filter } = asked;
    const { items, next } = await listLines(context, filter, cursor);
    const [names, late] = await Promise.all([nameThings(context, items), findLate(context, items)]);
    const telling = { t, language: request.language, names, late };
    const query = new URLSearchParams(typed);
    const here = request.link(page);
    const withCursor = new URLSearchParams(typed);
    if (next) withCursor.set('cursor', next);
    response.render('audit/log', {
      ...model,
      items: items.map((line) => toldLine(line, telling)),
      // Every action of the kind that is looked at, from its sentences.
      chosenAction: filter.action && { value: filter.action, sentence: sentenceOf(filter.action, t) },
      exports: exportFormats.map((format) => ({
        href: `${here}/ekspor?${new URLSearchParams({ ...typed, format }).toString()}`,
        format,
      })),
      nextUrl: next && `${here}?${withCursor.toString()}`,
      firstUrl: cursor && `${here}?${query.toString()}`,
    });
  });

  router.get(`${page}/ekspor`, async (request, response) => {
    const { format, ...filter } = parse(auditExportSchema, request.query);
    response.set({
      'Content-Type': types[format],
      'Content-Disposition': `attachment; filename="audit-${dayOf(context)}.${format}"`,
    });
    await exportLines(context, { by: actorOf(staffOf(request)), format, filter, to: response });
  });

  return router;
}

const dayOf = ({ clock }: Context) => dayInJakarta(clock.now());

/** The filters as they stand in the address, for the form and for links. */
function typedFilters(request: Request): Partial<Record<keyof AuditFilter, string>> {
  const typed: Partial<Record<keyof AuditFilter, string>> = {};
  for (const name of filters) {
    const value = request.query[name];
    if (typeof value === 'string' && value !== '') typed[name] = value.slice(0, 200);
  }
  return typed;
}
