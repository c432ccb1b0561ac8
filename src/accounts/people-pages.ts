import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError, notFound, parse } from '../errors.js';
import { done, fieldsOf, typed } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import { invitationSchema, roleSchema } from './account.schema.js';
import { listedInvitation, listedPerson } from './account.view.js';
import { changeRole, disablePerson, enablePerson, listPeople, unlockPerson } from './administer.js';
import {
  invitePerson,
  inviteToReset,
  linkHours,
  resendInvitation,
  waitingInvitations,
  withdrawInvitation,
  type Asker,
  type SentInvitation,
} from './invite.js';
import { endSessionsOf } from './own-sessions.js';
import { canAdminister } from './permissions.js';
import { roles } from './person.model.js';
import { requireStaff, staffOf } from './require-staff.js';
import { resetSecondStep } from './second-step.js';

const page = '/meja/orang';

/** Admins only: who works here, as what, and who is invited. */
export function peoplePages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(canAdminister));

  const showPeople = async (request: Request, response: Response, model: object = {}) => {
    const [people, invitations, agencies] = await Promise.all([
      listPeople(context),
      waitingInvitations(context),
      context.models.Agency.find({}).select('name shortName').lean(),
    ]);
    const now = context.clock.now();
    const names = new Map(agencies.map((agency) => [String(agency._id), agency.shortName]));
    const asking = { id: staffOf(request).id, now, agencies: names };
    response.render('accounts/people', {
      people: people.map((person) => listedPerson(person, asking)),
      invitations: invitations.map((invitation) => listedInvitation(invitation, asking)),
      roles,
      agencies: agencies
        .map(({ _id, name }) => ({ value: String(_id), label: name }))
        .sort((left, right) => left.label.localeCompare(right.label, 'id')),
      given: { role: 'verifier' },
      hours: linkHours,
      ...model,
    });
  };

  /** Shown in the answer itself, not after a redirect: a link is kept nowhere, not even for a moment. */
  const showLink = async (request: Request, response: Response, { invitation, path }: SentInvitation) => {
    response.status(201);
    const { kind, name, email } = invitation;
    const link = `${context.config.baseUrl}${request.link(path)}`;
    const sent = { reset: kind === 'reset', name, email, link, mailed: context.mailer.configured };
    await showPeople(request, response, { sent });
  };

  router.get(page, (request, response) => showPeople(request, response));

  router.post(page, async (request, response) => {
    try {
      const wanted = parse(invitationSchema, request.body ?? {});
      await showLink(request, response, await invitePerson(context, wanted, askerOf(request)));
    } catch (error) {
      const taken = error instanceof AppError && error.code === 'conflict';
      const { message = '', params } = taken ? error.details : {};
      const fields = taken ? { email: request.t(message, params) } : fieldsOf(error, request);
      response.status(taken ? 409 : 400);
      const given = ['name', 'email', 'role', 'agency'].map((field) => [field, typed(request, field)]);
      await showPeople(request, response, { fields, given: Object.fromEntries(given) as object });
    }
  });

  router.post(`${page}/undangan/:id/kirim-ulang`, async (request, response) => {
    const id = String(idOf(request));
    await showLink(request, response, await resendInvitation(context, id, askerOf(request)));
  });

  router.post(`${page}/undangan/:id/tarik`, async (request, response) => {
    await withdrawInvitation(context, String(idOf(request)), askerOf(request));
    done(request, response, page, request.t('accounts.invitations.isWithdrawn'));
  });

  router.post(`${page}/:id/peran`, async (request, response) => {
    const wanted = parse(roleSchema, request.body ?? {});
    const withdrawn = await changeRole(context, idOf(request), wanted, askerOf(request));
    done(request, response, page, withWithdrawn(request, 'accounts.roleChanged', withdrawn));
  });

  router.post(`${page}/:id/nonaktifkan`, async (request, response) => {
    const withdrawn = await disablePerson(context, idOf(request), askerOf(request));
    done(request, response, page, withWithdrawn(request, 'accounts.disabled', withdrawn));
  });

  router.post(`${page}/:id/aktifkan`, async (request, response) => {
    await enablePerson(context, idOf(request), askerOf(request));
    done(request, response, page, request.t('accounts.enabled'));
  });

  router.post(`${page}/:id/buka-kunci`, async (request, response) => {
    await unlockPerson(context, idOf(request), askerOf(request));
    done(request, response, page, request.t('accounts.unlocked'));
  });

  router.post(`${page}/:id/kata-sandi`, async (request, response) => {
    await showLink(request, response, await inviteToReset(context, idOf(request), askerOf(request)));
  });

  router.post(`${page}/:id/dua-langkah`, async (request, response) => {
    await resetSecondStep(context, staffOf(request), idOf(request), request.language);
    done(request, response, page, request.t('accounts.twoStep.wasReset'));
  });

  router.post(`${page}/:id/sesi`, async (request, response) => {
    const person = await context.models.Person.findById(idOf(request)).lean();
    if (!person) throw notFound();
    const { _id: id, name } = person;
    const count = await endSessionsOf(context, staffOf(request), { id, name }, request.sessionID);
    done(request, response, page, request.t('accounts.people.sessionsEnded', { count, name }));
  });

  return router;
}

function withWithdrawn({ t }: Request, done: string, count: number): string {
  return count > 0 ? `${t(done)} ${t('accounts.invitations.andWithdrawn', { count })}` : t(done);
}

function askerOf(request: Request): Asker {
  return { by: staffOf(request), language: request.language };
}

function idOf(request: Request): Types.ObjectId {
  const id = objectId.safeParse(request.params['id']);
  if (!id.success) throw notFound();
  return new Types.ObjectId(id.data);
}
