import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError, parse } from '../errors.js';
import { readSetting } from '../settings/read-setting.js';
import { saveSetting } from '../settings/save-setting.js';
import { done, fieldsOf } from '../web/forms.js';
import { canChangeChecklist } from './casework-of.js';
import { checklistFormSchema, checklistSchema, longestStep, type Checklist } from './checklist.schema.js';
import { editedChecklist, type ChecklistEdit } from './edit-checklist.js';

const page = '/meja/pengaturan/daftar-periksa';

/** `/meja/pengaturan/daftar-periksa`: the newsroom words its checklist. */
export function checklistPages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(canChangeChecklist));

  const show = async (request: Request, response: Response, model: object = {}) => {
    const { value, version } = await readSetting(context, 'checklist');
    const typed = typedLabels(request);
    const steps = value.steps.map((step, at) => ({
      ...step,
      label: typed[step.id] ?? step.label,
      path: `steps.${at}.label`,
      field: `label.${step.id}`,
    }));
    const listed = steps.filter(({ retired }) => !retired);
    response.render('casework/checklist', {
      steps: listed.map((step, at) => ({
        ...step,
        number: at + 1,
        first: at === 0,
        last: at === listed.length - 1,
      })),
      retired: steps.filter(({ retired }) => retired),
      version,
      longestStep,
      ...model,
    });
  };

  router.get(page, (request, response) => show(request, response));

  router.post(page, async (request, response) => {
    try {
      const form = parse(checklistFormSchema, request.body);
      const { value } = await readSetting(context, 'checklist');
      const edit: ChecklistEdit = {
        labels: typedLabels(request),
        added: { label: form.new, id: String(new Types.ObjectId()) },
        ...furtherOf(form.do),
      };
      const changed: Checklist = parse(checklistSchema, editedChecklist(value, edit));
      await saveSetting(context, staffOf(request), 'checklist', changed, form.version);
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') {
        const message = request.t(error.details.message ?? 'errors.codes.conflict', error.details.params);
        response.status(409);
        await show(request, response, { flash: { kind: 'problem', message } });
        return;
      }
      const errors = fieldsOf(error, request);
      response.status(400);
      await show(request, response, { errors, added: (request.body as Record<string, unknown>)['new'] });
      return;
    }
    done(request, response, page, request.t('casework.done.checklistSaved'));
  });
  return router;
}

/** The words in the form, by the step's id. */
function typedLabels(request: Request): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const [field, value] of Object.entries((request.body ?? {}) as Record<string, unknown>)) {
    const id = /^label\.([a-z0-9-]{1,40})$/.exec(field)?.[1];
    if (id && typeof value === 'string') labels[id] = value;
  }
  return labels;
}

function furtherOf(button: string): Pick<ChecklistEdit, 'move'> {
  const [act, step] = button.split(':') as ['up' | 'down' | 'retire' | 'restore', string | undefined];
  return step === undefined ? {} : { move: { act, step } };
}
