import { Router, type Request, type Response } from 'express';
import { canAdminister } from '../../accounts/permissions.js';
import { requireStaff, staffOf } from '../../accounts/require-staff.js';
import type { Context } from '../../context.js';
import { AppError, parse } from '../../errors.js';
import { readSetting } from '../../settings/read-setting.js';
import { saveSetting } from '../../settings/save-setting.js';
import { done, fieldsOf } from '../../web/forms.js';
import { topics } from '../claim.model.js';
import { refreshPriorities } from '../refresh-priorities.js';
import { forgetPrioritySetting } from '../weights-in-force.js';
import { previewOrder } from './preview-order.js';
import { priorityFormSchema, typedPriority } from './priority-form.js';

const path = '/meja/pengaturan/prioritas';

/** The page where an admin chooses what the order of the queue is worked out by. */
export function priorityPages(context: Context): Router {
  const router = Router();
  router.use(path, requireStaff(canAdminister));

  const show = async (request: Request, response: Response, model: object = {}) => {
    const { value, version, by, at } = await readSetting(context, 'priority');
    response.render('desk/queue/weights', {
      typed: typedPriority(value),
      version,
      changed: by && { name: by.name, at },
      topics: topics.map((topic) => ({ id: `topics.${topic}`, label: request.t(`words.topics.${topic}`) })),
      ...model,
    });
  };

  router.get(path, (request, response) => show(request, response));

  router.post(path, async (request, response) => {
    const body = (request.body ?? {}) as Record<string, unknown>;
    try {
      const { setting, version, save } = parse(priorityFormSchema, body);
      if (!save) {
        const { value } = await readSetting(context, 'priority');
        await show(request, response, {
          typed: typedPriority(setting),
          version,
          preview: await previewOrder(context, value, setting),
        });
        return;
      }
      await saveSetting(context, staffOf(request), 'priority', setting, version);
      forgetPrioritySetting(context);
      await refreshPriorities(context);
      done(request, response, path, request.t('queue.weights.saved'));
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') {
        const flash = { kind: 'problem', message: request.t(error.message, error.details.params) };
        response.status(409);
        await show(request, response, { typed: body, flash });
        return;
      }
      const fields = fieldsOf(error, request);
      response.status(400);
      await show(request, response, { fields, typed: body, version: body['version'] });
    }
  });

  return router;
}
