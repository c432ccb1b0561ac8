import { Router, type Request, type Response } from 'express';
import type { Context } from '../context.js';
import { AppError, parse } from '../errors.js';
import { fieldsOf } from '../web/forms.js';
import { acceptInvitation, readInvitation } from './accept-invitation.js';
import { chosenPasswordSchema } from './account.schema.js';
import { beginHalf, beginSession } from './begin-session.js';
import { limitSignIn } from './limit-sign-in.js';
import { passwordLength } from './password.js';

/** `/undangan/…`: where the link of an invitation, or of a new password, leads. */
export function invitationPages(context: Context): Router {
  const router = Router();

  // Whoever has the address has the link: it must not leave by a link, a cache or a search engine.
  router.use('/undangan', (_request, response, next) => {
    response.set({
      'Cache-Control': 'no-store',
      'Referrer-Policy': 'no-referrer',
      'X-Robots-Tag': 'noindex',
    });
    next();
  });

  const show = async (request: Request, response: Response, model: object = {}) => {
    const { state, invitation } = await readInvitation(context, String(request.params['link']));
    if (state !== 'open' || !invitation) {
      // The page is there, and what it would open is gone.
      response.status(state === 'unknown' ? 404 : 410);
      response.render('accounts/dead-link', { state });
      return;
    }
    const { kind, name, email, role, by, expiresAt } = invitation;
    const agency = invitation.agency && (await context.models.Agency.findById(invitation.agency).lean());
    response.render('accounts/invitation', {
      reset: kind === 'reset',
      link: String(request.params['link']),
      invited: { name, email, role, agency: agency?.name, by: by?.name, expiresAt },
      least: passwordLength.least,
      most: passwordLength.most,
      ...model,
    });
  };

  router.get('/undangan/:link', (request, response) => show(request, response));

  router.post('/undangan/:link', limitSignIn(context.config), async (request, response) => {
    try {
      const { password } = parse(chosenPasswordSchema, request.body ?? {});
      const person = await acceptInvitation(
        context,
        String(request.params['link']),
        password,
        request.language,
      );
      if (person.secondStepSince) {
        await beginHalf(context, request, person, request.link('/meja'));
        response.redirect(303, request.link('/masuk/kode'));
        return;
      }
      // They hold the link and chose the password: a letter about a new browser would tell them nothing.
      await beginSession(context, request, response, person, { quietly: true });
      response.redirect(303, request.link(person.role === 'agency' ? '/meja/permintaan' : '/meja'));
    } catch (error) {
      if (error instanceof AppError && error.details.message === 'accounts.invitations.gone') {
        await show(request, response);
        return;
      }
      const fields = fieldsOf(error, request);
      response.status(400);
      await show(request, response, { fields });
    }
  });

  return router;
}
