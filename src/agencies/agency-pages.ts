import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import { canAdminister, canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import { topics } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import { notFound, parse } from '../errors.js';
import { done, fieldsOf, typed } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import { agencyOverview, allAgencies, answersAveraged } from './agency-overview.js';
import type { Agency } from './agency.model.js';
import { agencyForm, seenVersion } from './agency.schema.js';
import { createAgency, editAgency, restoreAgency, retireAgency } from './edit-agency.js';
import { listRequests } from './list-requests.js';
import { listed } from './read-requests.js';
import { listQuery } from './statement-request.schema.js';

const page = '/meja/instansi';
const requestsAtOnce = 30;

/** Who can be asked: the newsroom reads it, admins change it. */
export function agencyPages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(canTriage));
  const admin = requireStaff(canAdminister);

  router.get(page, async (request, response) => {
    response.render('agencies/agencies', {
      agencies: await allAgencies(context, request.t),
      averaged: answersAveraged,
      mayEdit: canAdminister(staffOf(request)),
    });
  });

  const showForm = (
    request: Request,
    response: Response,
    model: {
      agency?: Agency;
      errors?: Record<string, string>;
      given: { topics: unknown[] } & Record<string, unknown>;
    },
  ) => {
    const { agency, errors, given } = model;
    response.status(errors ? 400 : 200).render('agencies/agency-form', {
      action: agency ? `${page}/${String(agency._id)}` : `${page}/baru`,
      agency: agency && { id: String(agency._id), name: agency.name },
      errors,
      topics: topics.map((topic) => ({ topic, checked: given.topics.includes(topic) })),
      given: { ...given, version: typed(request, 'version') || String(agency?.version ?? 0) },
    });
  };
  const retyped = (request: Request) => ({
    name: typed(request, 'name'),
    shortName: typed(request, 'shortName'),
    url: typed(request, 'url', 2000),
    about: typed(request, 'about', 2000),
    topics: [(request.body as { topics?: unknown } | undefined)?.topics].flat(),
  });
  const fieldsIn = (request: Request) => {
    const { version: _version, ...fields } = (request.body ?? {}) as Record<string, unknown>;
    return parse(agencyForm, fields);
  };

  router.get(`${page}/baru`, admin, (request, response) => {
    showForm(request, response, { given: { topics: [] } });
  });

  router.post(`${page}/baru`, admin, async (request, response) => {
    let agency: Agency;
    try {
      agency = await createAgency(context, staffOf(request), fieldsIn(request));
    } catch (error) {
      showForm(request, response, { errors: fieldsOf(error, request), given: retyped(request) });
      return;
    }
    done(request, response, `${page}/${String(agency._id)}`, request.t('agencies.done.added'));
  });

  router.get(`${page}/:id`, async (request, response) => {
    const agency = await agencyOf(context, request);
    const { cursor } = parse(listQuery, request.query);
    const [shown, requests] = await Promise.all([
      agencyOverview(context, agency, request.t),
      listRequests(context, { agency: agency._id, cursor, limit: requestsAtOnce }),
    ]);
    const here = request.link(`${page}/${String(agency._id)}`);
    response.render('agencies/agency', {
      agency: shown,
      averaged: answersAveraged,
      requests: await listed(context, requests.items, request.t),
      firstUrl: cursor ? here : null,
      nextUrl: requests.next && `${here}?cursor=${requests.next}`,
      mayEdit: canAdminister(staffOf(request)),
    });
  });

  router.get(`${page}/:id/ubah`, admin, async (request, response) => {
    const agency = await agencyOf(context, request);
    const { name, shortName, url, about } = agency;
    showForm(request, response, { agency, given: { name, shortName, url, about, topics: agency.topics } });
  });

  router.post(`${page}/:id`, admin, async (request, response) => {
    const agency = await agencyOf(context, request);
    try {
      const fields = fieldsIn(request);
      const { version } = parse(seenVersion, request.body);
      await editAgency(context, { id: agency._id, by: staffOf(request), version, fields });
    } catch (error) {
      showForm(request, response, { agency, errors: fieldsOf(error, request), given: retyped(request) });
      return;
    }
    done(request, response, `${page}/${String(agency._id)}`, request.t('agencies.done.edited'));
  });

  for (const [path, act, said] of [
    ['hentikan', retireAgency, 'retired'],
    ['pulihkan', restoreAgency, 'restored'],
  ] as const) {
    router.post(`${page}/:id/${path}`, admin, async (request, response) => {
      const { _id: id } = await agencyOf(context, request);
      const { version } = parse(seenVersion, request.body);
      await act(context, { id, by: staffOf(request), version });
      done(request, response, `${page}/${String(id)}`, request.t(`agencies.done.${said}`));
    });
  }
  return router;
}

async function agencyOf(context: Context, request: Request): Promise<Agency> {
  const id = objectId.safeParse(request.params['id']);
  const agency = id.success && (await context.models.Agency.findById(new Types.ObjectId(id.data)).lean());
  if (!agency) throw notFound();
  return agency;
}
