import { Router, type Request } from 'express';
import { canTriage } from '../../accounts/permissions.js';
import { requireStaff, staffOf } from '../../accounts/require-staff.js';
import type { Context } from '../../context.js';
import { parse } from '../../errors.js';
import { done } from '../../web/forms.js';
import type { Claim } from '../claim.model.js';
import { needClaim } from '../find-claim.js';
import { decidePictures, undoPictures } from './decide-pictures.js';
import { picturesSchema, undoPicturesSchema } from './dossier.schema.js';

/** `/meja/klaim/:id/gambar`: a person says whether two pictures that are nearly alike are one, or takes that back. */
export function picturePages(context: Context): Router {
  const router = Router();
  const path = '/meja/klaim/:id/gambar';
  router.use(path, requireStaff(canTriage));

  const claimOf = (request: Request): Promise<Claim> => needClaim(context, String(request.params['id']));

  router.post(path, async (request, response) => {
    const claim = await claimOf(request);
    const asked = parse(picturesSchema, request.body ?? {});
    await decidePictures(context, { ...asked, claim, by: staffOf(request) });
    const said = request.t(`dossier.pictures.done.${asked.decision}`);
    done(request, response, `/meja/klaim/${String(claim._id)}#gambar`, said);
  });

  router.post(`${path}/urungkan`, async (request, response) => {
    const claim = await claimOf(request);
    const { pair } = parse(undoPicturesSchema, request.body ?? {});
    await undoPictures(context, { claim, id: pair, by: staffOf(request) });
    done(
      request,
      response,
      `/meja/klaim/${String(claim._id)}#gambar`,
      request.t('dossier.pictures.done.undone'),
    );
  });

  return router;
}
