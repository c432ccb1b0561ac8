import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { canTriage } from '../../accounts/permissions.js';
import { requireStaff, staffOf } from '../../accounts/require-staff.js';
import type { Context } from '../../context.js';
import { parse } from '../../errors.js';
import { line } from '../../web/fields.js';
import { done, fieldsOf, typed } from '../../web/forms.js';
import { objectId } from '../../web/object-id.js';
import { questionSchema, queueAddress } from './queue-address.js';
import { tellFilters } from './tell-filters.js';
import {
  canChangeFilter,
  canDeleteFilter,
  changeFilter,
  deleteFilter,
  savedFilters,
  saveFilter,
} from './saved-filters.js';

const longestName = 60;
const named = {
  name: line(longestName),
  shared: z.literal('yes').optional(),
};
const newFilter = z.object({ ...named, ...questionSchema.shape });
const changedFilter = z.object(named);

/** `/meja/saringan`: the filters that a person or the team keeps under a name. */
export function savedFilterPages(context: Context): Router {
  const router = Router();
  router.use('/meja/saringan', requireStaff(canTriage));

  const show = async (request: Request, response: Response, model: object = {}) => {
    const person = staffOf(request);
    const filters = (await savedFilters(context, person.id)).map((filter) => {
      const question = questionSchema.safeParse(filter.query).data ?? {};
      return {
        id: String(filter._id),
        name: filter.name,
        shared: filter.shared,
        by: filter.owner.name,
        own: canChangeFilter(person, filter),
        mayDelete: canDeleteFilter(person, filter),
        href: request.link(queueAddress(question)),
        means: tellFilters(question, request.t),
      };
    });
    response.render('desk/queue/saved-filters', {
      own: filters.filter(({ own }) => own),
      ofTeam: filters.filter(({ own }) => !own),
      longestName,
      ...model,
    });
  };

  router.get('/meja/saringan', (request, response) => show(request, response));

  router.post('/meja/saringan', async (request, response) => {
    const person = staffOf(request);
    try {
      const { name, shared, ...question } = parse(newFilter, request.body ?? {});
      await saveFilter(context, person, { name, shared: shared !== undefined, question });
      done(request, response, queueAddress(question), request.t('queue.saved.saved', { name }));
    } catch (error) {
      const fields = fieldsOf(error, request);
      const body = (request.body ?? {}) as Record<string, unknown>;
      const question = questionSchema.safeParse(body).data ?? {};
      response.status(400);
      await show(request, response, {
        fields,
        adding: {
          name: typed(request, 'name'),
          shared: body['shared'] === 'yes',
          query: Object.entries(question).map(([key, value]) => ({ key, value })),
          means: tellFilters(question, request.t),
        },
      });
    }
  });

  router.post('/meja/saringan/:id/ubah', async (request, response) => {
    const id = parse(objectId, request.params.id);
    try {
      const { name, shared } = parse(changedFilter, request.body ?? {});
      await changeFilter(context, staffOf(request), id, { name, shared: shared !== undefined });
      done(request, response, '/meja/saringan', request.t('queue.saved.renamed', { name }));
    } catch (error) {
      const fields = fieldsOf(error, request);
      response.status(400);
      await show(request, response, { fields, editing: id, typedName: typed(request, 'name') });
    }
  });

  router.post('/meja/saringan/:id/hapus', async (request, response) => {
    const id = parse(objectId, request.params.id);
    const { name } = await deleteFilter(context, staffOf(request), id);
    done(request, response, '/meja/saringan', request.t('queue.saved.removed', { name }));
  });

  return router;
}
