import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import { ClaimChanged } from '../claims/change-claim.js';
import { raceSentence } from '../claims/tell-race.js';
import { beaten } from '../clarifications/change-clarification.js';
import type { Context } from '../context.js';
import { notFound, parse } from '../errors.js';
import { objectId } from '../web/object-id.js';
import { companyAt } from './company-of.js';
import { isDraftKey } from './draft-key.js';
import { endPresence, holdPresence } from './hold-presence.js';
import { limitBeats } from './limit-beats.js';
import type { Place } from './presence.model.js';
import { hereSchema } from './presence.schema.js';
import { tellCompany } from './presence.view.js';

/** What happened to the claim or article since a version: its version now, and who did what last. */
interface Since {
  version: number | undefined;
  changed: string | undefined;
}
interface Seen {
  id: string;
  version: number | undefined;
  key: string | undefined;
}
/** @throws AppError `not_found` when there is no such claim or article. */
type ReadSince = (request: Request, seen: Seen) => Promise<Since>;

/**
 * `POST …/hadir`: an open page says that somebody looks or writes, or leaves, and hears who else is there and whether
 * what it shows has changed. JSON, for the page's own script; the page does without it.
 */
export function presencePages(context: Context): Router {
  const router = Router();
  const { Claim, Clarification } = context.models;

  const claimSince: ReadSince = async (request, { id, version: seen }) => {
    const claim = await Claim.findById(id).select('version').lean<{ version: number }>();
    if (!claim) throw notFound();
    const { version } = claim;
    const latest = seen !== undefined && version > seen ? await Claim.findById(id).lean() : null;
    const asking = { person: request.person, now: context.clock.now(), t: request.t };
    return { version, changed: latest ? raceSentence(new ClaimChanged(latest), asking) : undefined };
  };

  // A draft has its id before it is saved: nothing has changed there. Any other id would tell of articles that are none.
  const articleSince: ReadSince = async (request, { id, version: seen, key }) => {
    const version = (await Clarification.findById(id).select('version').lean<{ version: number }>())?.version;
    const draft = { draft: id, person: staffOf(request).id };
    if (version === undefined && !isDraftKey(context.config, key, draft)) throw notFound();
    const isNewer = seen !== undefined && version !== undefined && version > seen;
    const latest = isNewer ? await Clarification.findById(id).select('activity').lean() : null;
    const { message, params } = latest ? beaten(latest).details : {};
    return { version, changed: latest ? request.t(message ?? 'errors.codes.conflict', params) : undefined };
  };

  const answer = (place: Place, sinceOf: ReadSince) => async (request: Request, response: Response) => {
    const person = staffOf(request);
    const read = objectId.safeParse(request.params['id']);
    if (!read.success) throw notFound();
    const { state, version: seen, page, key, claims: ids } = parse(hereSchema, request.body);
    const id = new Types.ObjectId(read.data);
    if (state === 'gone') {
      await endPresence(context, { id, person, page });
      response.sendStatus(204);
      return;
    }
    const { version, changed } = await sinceOf(request, { id: read.data, version: seen, key });
    const claims = place === 'article' ? ids.map((claim) => new Types.ObjectId(claim)) : [];
    const [company] = await Promise.all([
      companyAt(context, [id, ...claims], person.id),
      holdPresence(context, { place, id, claims, person, page }, state),
    ]);
    response.set('Cache-Control', 'no-store');
    response.json({ people: tellCompany(company, { place, id }, request.t), version, changed });
  };

  const limit = limitBeats();
  for (const [path, place, sinceOf] of [
    ['/meja/klaim/:id/hadir', 'claim', claimSince],
    ['/meja/klarifikasi/:id/hadir', 'article', articleSince],
  ] as const) {
    // A script is told in JSON also what went wrong.
    router.use(path, (request, _response, next) => {
      request.wantsJson = true;
      next();
    });
    router.post(path, requireStaff(canTriage), limit, answer(place, sinceOf));
  }

  return router;
}
