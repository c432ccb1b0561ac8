import { Router, type Request, type Response } from 'express';
import type { Context } from '../context.js';
import { AppError, parse } from '../errors.js';
import { readSetting } from '../settings/read-setting.js';
import { saveSetting } from '../settings/save-setting.js';
import { settings } from '../settings/settings.schema.js';
import { done } from '../web/forms.js';
import { securitySchema } from './account.schema.js';
import { canAdminister } from './permissions.js';
import { requireStaff, staffOf } from './require-staff.js';

const { page, schema } = settings.security;
const rules = schema.shape.requireTwoStep.options;

/** `/meja/pengaturan/keamanan`: who must have a second step of signing in. */
export function securityPages(context: Context): Router {
  const router = Router();
  const admins = requireStaff(canAdminister);

  const show = async (_request: Request, response: Response, model: object = {}) => {
    const [{ value, version, by, at }, people] = await Promise.all([
      readSetting(context, 'security'),
      context.models.Person.find({ disabledAt: { $exists: false } }).lean(),
    ]);
    response.render('accounts/security', {
      rules,
      requireTwoStep: value.requireTwoStep,
      version,
      by: by?.name,
      at,
      without: people.filter(({ secondStepSince }) => !secondStepSince).length,
      staff: people.length,
      ...model,
    });
  };

  router.get(page, admins, (request, response) => show(request, response));

  router.post(page, admins, async (request, response) => {
    const { requireTwoStep, version } = parse(securitySchema, request.body ?? {});
    try {
      await saveSetting(context, staffOf(request), 'security', { requireTwoStep }, version);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
      response.status(409);
      const { message = '', params } = error.details;
      await show(request, response, { problem: request.t(message, params) });
      return;
    }
    done(request, response, page, request.t('accounts.security.saved'));
  });

  return router;
}
