import type { RequestHandler } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { isStaff } from '../accounts/require-staff.js';
import type { Context } from '../context.js';

/** For the desk's menu: how many open tasks the person has, as `tasksWaiting`. Pictures have no menu. */
export function countTasksWaiting(context: Context): RequestHandler {
  return async (request, response, next) => {
    if (
      request.person &&
      isStaff(request, canTriage) &&
      request.method === 'GET' &&
      request.get('Sec-Fetch-Dest') !== 'image'
    ) {
      response.locals['tasksWaiting'] = await context.models.Task.countDocuments({
        'to.person': request.person.id,
        state: 'open',
      });
    }
    next();
  };
}
