import { Router, type Request, type RequestHandler } from 'express';
import type { Context } from '../context.js';
import { AppError } from '../errors.js';
import type { Block } from './block.model.js';
import { findBlock } from './find-block.js';
import { addressKeys, contactKey } from './source-keys.js';

const timeZone = 'Asia/Jakarta';

/**
 * Tells a blocked source that its reports are not taken in, why and until when, before anything is read of what it
 * sends. Whoever is signed in is never one.
 */
export function refuseBlocked(context: Context): Router {
  const refuse: RequestHandler = async (request, response, next) => {
    const block = await blockOfAddress(context, request);
    if (!block) {
      next();
      return;
    }
    const refused = refusal(context, request, block);
    if (request.wantsJson) throw refused;
    response
      .status(refused.status)
      .set({ 'Retry-After': String(refused.details.retryAfter), 'Cache-Control': 'no-store' })
      .render('blocks/refused', {
        why: request.t(`blocks.told.${block.category}`),
        until: block.expiresAt,
        contactEmail: context.config.contactEmail,
      });
  };
  const router = Router();
  router.route('/lapor').get(refuse).post(refuse);
  router.post('/lapor/isi', refuse);
  router.post('/api/v1/reports', refuse);
  return router;
}

async function blockOfAddress(context: Context, request: Request): Promise<Block | undefined> {
  if (request.person) return undefined;
  return findBlock(context, addressKeys(context.config, request.ip, context.clock.now()));
}

/**
 * The same for the e-mail address that a reporter leaves, which is known only once the report was read.
 *
 * @throws AppError `blocked`
 */
export async function refuseBlockedContact(
  context: Context,
  request: Request,
  contact: { email: string } | undefined,
): Promise<void> {
  if (!contact || request.person) return;
  const block = await findBlock(context, [contactKey(context.config, contact.email)]);
  if (block) throw refusal(context, request, block);
}

function refusal({ clock }: Context, { t, language }: Request, { category, expiresAt }: Block): AppError {
  const until = new Intl.DateTimeFormat(language === 'id' ? 'id-ID' : 'en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone,
  }).format(expiresAt);
  return new AppError('blocked', {
    message: 'blocks.refused',
    params: { why: t(`blocks.told.${category}`), until },
    retryAfter: Math.max(1, Math.ceil((expiresAt.getTime() - clock.now().getTime()) / 1000)),
  });
}
