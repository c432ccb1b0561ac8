import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError, notFound, parse } from '../errors.js';
import { done, fieldsOf } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import { taskForm } from './casework-of.js';
import { closeTask, type TaskVerb } from './close-task.js';
import { newsroomOf } from './colleagues.js';
import { giveTask, taskPath } from './give-task.js';
import { listTasks } from './list-tasks.js';
import type { Task } from './task.model.js';
import { newTaskSchema, taskListSchema, taskStepSchema, type TaskFilters } from './task.schema.js';
import { deskTask } from './task.view.js';

const page = '/meja/tugas';

/** The list's tabs: what each asks for. */
const tabs = {
  mine: {},
  given: { list: 'given' },
  overdue: { list: 'overdue' },
  done: { state: 'done' },
} as const satisfies Record<string, TaskFilters>;
type Tab = keyof typeof tabs;

const verbs = { selesai: 'done', batal: 'dropped', buka: 'reopened' } as const satisfies Record<
  string,
  TaskVerb
>;
const said = { done: 'taskDone', dropped: 'taskDropped', reopened: 'taskReopened' } as const;

/** `/meja/tugas`: what colleagues ask of each other. */
export function taskPages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(canTriage));

  const show = async (request: Request, response: Response, model: object = {}) => {
    const filters = parse(taskListSchema, request.method === 'GET' ? request.query : {});
    const person = staffOf(request);
    const now = context.clock.now();
    const [{ items, next }, people, claim] = await Promise.all([
      listTasks(context, filters, { person: person.id, now }),
      newsroomOf(context),
      claimNamed(context, filters.claim),
    ]);
    const statements = await statementsOf(context, items);
    const here = addressOf(request, filters);
    response.render('casework/tasks', {
      ...taskForm(people),
      tabs: (Object.keys(tabs) as Tab[]).map((tab) => ({
        href: addressOf(request, tabs[tab]),
        label: request.t(`casework.tasks.lists.${tab}`),
        current: filters.person === undefined && addressOf(request, tabs[tab]) === here,
      })),
      of: people.find(({ id }) => String(id) === filters.person)?.name,
      items: items.map((task) =>
        deskTask(task, {
          person,
          now,
          claim: task.claim && statements.get(String(task.claim)),
        }),
      ),
      nextUrl: next && `${here}${here.includes('?') ? '&' : '?'}cursor=${next}`,
      firstUrl: filters.cursor ? here : null,
      onClaim: claim && { id: String(claim._id), statement: claim.statement },
      ...model,
    });
  };

  router.get(page, (request, response) => show(request, response));

  router.post(page, async (request, response) => {
    let task: Task;
    try {
      task = await giveTask(context, { ...parse(newTaskSchema, request.body), by: staffOf(request) });
    } catch (error) {
      const errors = fieldsOf(error, request);
      const typed = request.body as Record<string, unknown>;
      const claim = await claimNamed(context, objectId.safeParse(typed['claim']).data);
      response.status(400);
      await show(request, response, {
        errors,
        typed,
        onClaim: claim && { id: String(claim._id), statement: claim.statement },
      });
      return;
    }
    done(request, response, taskPath(task), request.t('casework.done.taskGiven', { name: task.to.name }));
  });

  for (const [path, verb] of Object.entries(verbs)) {
    router.post(`${page}/:id/${path}`, async (request, response) => {
      const id = objectId.safeParse(request.params.id).data;
      if (!id) throw notFound();
      const { version, page: shownOn } = parse(taskStepSchema, request.body);
      try {
        await closeTask(context, { id, by: staffOf(request), verb, version });
      } catch (error) {
        // Two people press at once: the list as it is now stands below who was first.
        if (!(error instanceof AppError) || error.code !== 'conflict') throw error;
        const message = request.t(error.details.message ?? 'errors.codes.conflict', error.details.params);
        response.status(409);
        await show(request, response, { flash: { kind: 'problem', message } });
        return;
      }
      const back = shownOn ? `/meja/klaim/${shownOn}#tugas` : page;
      done(request, response, back, request.t(`casework.done.${said[verb]}`));
    });
  }
  return router;
}

function addressOf(request: Request, { list, state, person }: TaskFilters): string {
  const query = new URLSearchParams({
    ...(list && { list }),
    ...(state && { state }),
    ...(person && { person }),
  }).toString();
  return request.link(query ? `${page}?${query}` : page);
}

async function claimNamed(context: Context, id: string | undefined) {
  if (id === undefined) return undefined;
  const claim = await context.models.Claim.findById(id).select('statement').lean();
  return claim ?? undefined;
}

async function statementsOf(
  context: Context,
  tasks: readonly Task[],
): Promise<Map<string, { statement: string }>> {
  const ids = [...new Set(tasks.flatMap(({ claim }) => (claim ? [String(claim)] : [])))];
  const found = await context.models.Claim.find({ _id: { $in: ids.map((id) => new Types.ObjectId(id)) } })
    .select('statement')
    .lean();
  return new Map(found.map(({ _id, statement }) => [String(_id), { statement }]));
}
