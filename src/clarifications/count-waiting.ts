import type { RequestHandler } from 'express';
import type { Context } from '../context.js';
import { isReviewer } from './permissions.js';

/**
 * For the desk's menu: how many articles wait for review, as `toReview`, to those who review. Pictures and parts of
 * pages have no menu.
 */
export function countWaiting(context: Context): RequestHandler {
  return async (request, response, next) => {
    if (request.person && isReviewer(request.person) && request.get('Sec-Fetch-Dest') !== 'image') {
      const { Clarification } = context.models;
      response.locals['toReview'] = await Clarification.countDocuments({ status: 'in-review' });
    }
    next();
  };
}
