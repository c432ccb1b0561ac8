import { Router } from 'express';
import { Types } from 'mongoose';
import { requireStaff } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { notFound } from '../errors.js';
import { openPicture } from './open-picture.js';
import { sendPicture } from './send-picture.js';

/** Pictures of reports are for staff; of the others the public sees what a clarification shows. */
export function mediaPages(context: Context): Router {
  const router = Router();

  router.get('/gambar/:id', async (request, response) => {
    const { id } = request.params;
    const picture = (await isPublicCover(context, id)) && (await openPicture(context, id));
    if (!picture) throw notFound();
    await sendPicture(response, picture, 'public, max-age=31536000, immutable');
  });

  router.get('/meja/gambar/:id', requireStaff(), async (request, response) => {
    const picture = await openPicture(context, request.params['id'] as string);
    if (!picture) throw notFound();
    // A reporter's picture: whoever signs out leaves none in the browser.
    await sendPicture(response, picture, 'no-store');
  });

  return router;
}

async function isPublicCover({ models }: Context, text: string): Promise<boolean> {
  if (!/^[0-9a-f]{24}$/i.test(text)) return false;
  const id = new Types.ObjectId(text);
  const status = { $in: ['published' as const, 'retracted' as const] };
  // Two queries and not one `$or`: each is served by its own index.
  const [file, thumbnail] = await Promise.all([
    models.Clarification.exists({ 'cover.file': id, status }),
    models.Clarification.exists({ 'cover.thumbnail': id, status }),
  ]);
  return file !== null || thumbnail !== null;
}
