import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { isbot } from 'isbot';
import type { Types } from 'mongoose';
import type { Context } from '../context.js';
import { addressKey } from '../web/request.js';
import { isDuplicate } from '../store/duplicate.js';

const day = 24 * 3_600_000;

/**
 * Many phones of one mobile network share an address, so browsers behind one address count apart; but a program
 * that changes its name with every request counts no more than this often a day and article.
 */
const mostPerAddress = 20;

/** Could a person be reading? Programs say who they are, and browsers say when they only fetch ahead. */
function isReader(request: Request): boolean {
  if (request.method !== 'GET' || request.person) return false;
  const agent = request.get('User-Agent') ?? '';
  const ahead = `${request.get('Sec-Purpose') ?? ''} ${request.get('Purpose') ?? ''}`;
  return agent !== '' && !isbot(agent) && !/prefetch|preview/i.test(ahead);
}

const short = (text: string) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/**
 * Counts a reader of an article, once a day; staff, bots and reloads do not count. What is remembered of a reader
 * tells nothing about them, and is forgotten after a day.
 *
 * @returns whether this one counted.
 */
export async function countView(
  context: Context,
  article: Types.ObjectId,
  request: Request,
): Promise<boolean> {
  if (!isReader(request)) return false;
  const { models, clock, config } = context;
  const now = clock.now();
  const place = short(`${addressKey(config, request, now)} ${String(article)}`);
  const visit = `${place}.${short(`${place} ${request.get('User-Agent') ?? ''}`)}`;
  if (await models.Visit.exists({ _id: visit })) return false;
  const others = await models.Visit.countDocuments({ _id: { $gte: `${place}.`, $lt: `${place}/` } });
  if (others >= mostPerAddress) return false;
  try {
    await models.Visit.create({ _id: visit, expiresAt: new Date(now.getTime() + day) });
  } catch (error) {
    // The same reader's other request was first.
    if (isDuplicate(error)) return false;
    throw error;
  }
  await models.Clarification.updateOne({ _id: article }, { $inc: { views: 1 } });
  return true;
}
