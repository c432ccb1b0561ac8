import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import type { Context } from '../context.js';
import { AppError, notFound, parse } from '../errors.js';
import { done, fieldsOf, typed } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import { newPersonSchema, roleSchema } from './account.schema.js';
import { listedPerson } from './account.view.js';
import { addPerson } from './add-person.js';
import { changeRole, disablePerson, enablePerson, listPeople } from './administer.js';
import { resetPassword } from './change-password.js';
import { canAdminister } from './permissions.js';
import { roles } from './person.model.js';
import { requireStaff, staffOf } from './require-staff.js';

const page = '/meja/orang';

/** Admins only: who works here, as what. */
export function peoplePages(context: Context): Router {
  const router = Router();
  router.use(page, requireStaff(canAdminister));

  const showPeople = async (request: Request, response: Response, model: object = {}) => {
    const people = await listPeople(context);
    const asking = { id: staffOf(request).id, now: context.clock.now() };
    response.render('accounts/people', {
      people: people.map((person) => listedPerson(person, asking)),
      roles,
      given: { role: 'verifier' },
      ...model,
    });
  };

  router.get(page, (request, response) => showPeople(request, response));

  router.post(page, async (request, response) => {
    try {
      const added = await addPerson(context, parse(newPersonSchema, request.body ?? {}));
      response.status(201);
      await showPeople(request, response, {
        secret: { name: added.person.name, email: added.person.email, password: added.oneTimePassword },
      });
    } catch (error) {
      const taken = error instanceof AppError && error.details.message === 'accounts.emailTaken';
      const fields = taken ? { email: request.t('errors.fields.email_taken') } : fieldsOf(error, request);
      response.status(taken ? 409 : 400);
      await showPeople(request, response, {
        fields,
        given: { name: typed(request, 'name'), email: typed(request, 'email'), role: typed(request, 'role') },
      });
    }
  });

  router.post(`${page}/:id/peran`, async (request, response) => {
    await changeRole(context, idOf(request), parse(roleSchema, request.body ?? {}).role);
    done(request, response, page, request.t('accounts.roleChanged'));
  });

  router.post(`${page}/:id/nonaktifkan`, async (request, response) => {
    await disablePerson(context, idOf(request));
    done(request, response, page, request.t('accounts.disabled'));
  });

  router.post(`${page}/:id/aktifkan`, async (request, response) => {
    await enablePerson(context, idOf(request));
    done(request, response, page, request.t('accounts.enabled'));
  });

  router.post(`${page}/:id/kata-sandi`, async (request, response) => {
    const id = idOf(request);
    const password = await resetPassword(context, id);
    const person = await context.models.Person.findById(id).lean();
    response.status(201);
    await showPeople(request, response, { secret: { name: person?.name, email: person?.email, password } });
  });

  return router;
}

function idOf(request: Request): Types.ObjectId {
  const id = objectId.safeParse(request.params['id']);
  if (!id.success) throw notFound();
  return new Types.ObjectId(id.data);
}
