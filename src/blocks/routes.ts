import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError, notFound, parse } from '../errors.js';
import { done, fieldsOf, typed } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import { blockCategories } from './block.model.js';
import {
  blockFormSchema,
  blockListSchema,
  blockStates,
  blockTimeNames,
  liftFormSchema,
} from './block.schema.js';
import { blockSource, reportWithSource, sourceOf } from './block-source.js';
import { choosableReport, deskBlock } from './block.view.js';
import { findBlock } from './find-block.js';
import { liftBlock } from './lift-block.js';
import { countBlocks, listBlocks } from './list-blocks.js';
import { canBlock } from './permissions.js';
import { reportsOfSource, setAsideOthers } from './set-aside-others.js';

const page = '/meja/blokir';

/** `/meja/blokir`: sources that may not report for a while, why, by whom and until when. */
export function blockPages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(canBlock));

  router.get(page, async (request, response) => {
    const { state, cursor } = parse(blockListSchema, request.query);
    const [{ items, next }, count] = await Promise.all([
      listBlocks(context, state, cursor),
      countBlocks(context),
    ]);
    const here = (of: string) => request.link(`${page}?state=${of}`);
    const now = context.clock.now();
    const person = staffOf(request);
    response.render('blocks/list', {
      tabs: blockStates.map((of) => ({
        href: here(of),
        label: request.t(`blocks.states.${of}`),
        current: of === state,
        ...(of === 'active' && { count: count.now }),
      })),
      active: state === 'active',
      items: items.map((block) => deskBlock(block, person, now)),
      nextUrl: next && `${here(state)}&cursor=${next}`,
      firstUrl: cursor && here(state),
    });
  });

  const showForm = async (
    request: Request,
    response: Response,
    id: unknown,
    again: {
      fields?: Record<string, string>;
      refused?: string;
      chosen?: readonly string[];
      status?: number;
    } = {},
  ) => {
    const read = objectId.safeParse(id);
    const report = read.success ? await reportWithSource(context, read.data) : null;
    if (!report) throw notFound();
    const source = sourceOf(context, report);
    const [others, block] = await Promise.all([
      reportsOfSource(context, report),
      source.live.length > 0 ? findBlock(context, source.live) : undefined,
    ]);
    response.status(again.status ?? 200).render('blocks/form', {
      report: choosableReport(report, request.t),
      goesBy: source.goesBy,
      held: block && deskBlock(block, staffOf(request), context.clock.now()),
      others: others.map((other) =>
        Object.assign(choosableReport(other, request.t), {
          own: other._id.equals(report._id),
          chosen: again.chosen?.includes(String(other._id)),
        }),
      ),
      categories: blockCategories.map((value) => ({ value, label: request.t(`blocks.categories.${value}`) })),
      times: blockTimeNames.map((value) => ({ value, label: request.t(`blocks.times.${value}`) })),
      given: {
        category: typed(request, 'category'),
        time: typed(request, 'time'),
        reason: typed(request, 'reason', 1000),
      },
      fields: again.fields,
      refused: again.refused,
    });
  };

  router.get(`${page}/baru`, (request, response) => showForm(request, response, request.query['laporan']));

  router.post(page, async (request, response) => {
    const by = staffOf(request);
    const { t } = request;
    const body = (request.body ?? {}) as { report?: unknown; others?: unknown };
    const chosen = [body.others].flat().filter((value) => typeof value === 'string');
    try {
      const { others, ...form } = parse(blockFormSchema, body);
      const report = await reportWithSource(context, form.report);
      const block = await blockSource(context, { ...form, by });
      const note = t('blocks.setAsideNote', { ticket: block.ticket });
      const { done: put, left } = report
        ? await setAsideOthers(context, { by, report, ids: others, note })
        : { done: 0, left: 0 };
      const said = [
        t('blocks.done.made'),
        put > 0 && t('blocks.done.setAside', { count: put }),
        left > 0 && t('blocks.done.left', { count: left }),
      ];
      done(request, response, page, said.filter(Boolean).join(' '));
    } catch (error) {
      if (error instanceof AppError && error.status === 409) {
        const refused = t(error.details.message ?? 'errors.codes.conflict', error.details.params);
        await showForm(request, response, body.report, { refused, chosen, status: 409 });
        return;
      }
      const fields = fieldsOf(error, request);
      await showForm(request, response, body.report, { fields, chosen, status: 400 });
    }
  });

  router.post(`${page}/:id/buka`, async (request, response) => {
    const id = objectId.safeParse(request.params['id']);
    if (!id.success) throw notFound();
    const { reason } = parse(liftFormSchema, request.body ?? {});
    await liftBlock(context, { id: new Types.ObjectId(id.data), by: staffOf(request), reason });
    done(request, response, page, request.t('blocks.done.lifted'));
  });

  return router;
}
