import { Router, type Request, type Response } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Claim } from '../claims/claim.model.js';
import { claimsLeadingTo } from '../claims/claims-leading-to.js';
import { needClaim } from '../claims/find-claim.js';
import type { Context } from '../context.js';
import { AppError, notFound, parse } from '../errors.js';
import { done, fieldsOf } from '../web/forms.js';
import { objectId } from '../web/object-id.js';
import { addEvidence } from './add-evidence.js';
import { evidenceForm, showEvidence } from './casework-of.js';
import { archiveEvidence, editEvidence, restoreEvidence, withdrawEvidence } from './change-evidence.js';
import { evidenceOrders, type Evidence } from './evidence.model.js';
import {
  archiveSchema,
  evidenceChangeSchema,
  moveSchema,
  newEvidenceSchema,
  onlyVersionSchema,
  orderSchema,
  withdrawSchema,
} from './evidence.schema.js';
import { archiversOf, deskEvidence, evidenceHistory, typedEvidence } from './evidence.view.js';
import { listEvidence } from './list-evidence.js';
import { moveEvidence } from './move-evidence.js';

/** `/meja/klaim/:id/bukti`: what was found out about a claim. */
export function evidencePages(context: Context): Router {
  const router = Router();
  router.use('/meja/klaim/:id/bukti', requireStaff(canTriage));

  const claimOf = (request: Request): Promise<Claim> => needClaim(context, String(request.params['id']));
  /** A piece of evidence of this claim, or of one that leads to it. */
  const evidenceOn = async (claim: Claim, request: Request): Promise<Evidence> => {
    const id = objectId.safeParse(request.params['evidence']).data;
    const evidence = id ? await context.models.Evidence.findById(id).lean<Evidence>() : null;
    if (!evidence) throw notFound();
    const claims = await claimsLeadingTo(context, [claim._id]);
    if (!claims.some((one) => one.equals(evidence.claim))) throw notFound();
    return evidence;
  };
  const pathOf = (claim: Claim) => `/meja/klaim/${String(claim._id)}`;

  const showList = async (request: Request, response: Response, claim: Claim, model: object = {}) => {
    const { sort: order } = parse(orderSchema, request.query);
    const evidence = await listEvidence(context, claim._id, order);
    response.render('casework/evidence-list', {
      ...evidenceForm(),
      claim: { id: String(claim._id), statement: claim.statement },
      live: claim.status !== 'merged',
      evidence: await showEvidence(context, claim, evidence),
      byHand: order === 'hand',
      orders: evidenceOrders.map((one) => ({
        href: request.link(`${pathOf(claim)}/bukti?sort=${one}`),
        label: request.t(`casework.evidence.orders.${one}`),
        current: one === order,
      })),
      ...model,
    });
  };

  router.get('/meja/klaim/:id/bukti', async (request, response) => {
    await showList(request, response, await claimOf(request));
  });

  router.post('/meja/klaim/:id/bukti', async (request, response) => {
    const claim = await claimOf(request);
    try {
      const given = parse(newEvidenceSchema, request.body);
      await addEvidence(context, { ...given, claim: String(claim._id), by: staffOf(request) });
    } catch (error) {
      const errors = fieldsOf(error, request);
      response.status(400);
      await showList(request, response, claim, { errors, typed: request.body as object });
      return;
    }
    done(request, response, `${pathOf(claim)}#bukti`, request.t('casework.done.evidenceAdded'));
  });

  const showOne = async (response: Response, claim: Claim, evidence: Evidence, model: object = {}) => {
    const [shown] = await showEvidence(context, claim, [evidence]);
    response.render('casework/evidence', {
      ...evidenceForm(),
      claim: { id: String(claim._id), statement: claim.statement },
      one: shown ?? deskEvidence(evidence),
      archivers: evidence.source?.url ? archiversOf(evidence.source.url) : [],
      past: evidenceHistory(evidence),
      typed: typedEvidence(evidence),
      ...model,
    });
  };

  router.get('/meja/klaim/:id/bukti/:evidence', async (request, response) => {
    const claim = await claimOf(request);
    await showOne(response, claim, await evidenceOn(claim, request));
  });

  router.post('/meja/klaim/:id/bukti/:evidence', async (request, response) => {
    const claim = await claimOf(request);
    const evidence = await evidenceOn(claim, request);
    const typed = request.body as object;
    try {
      const given = parse(evidenceChangeSchema, request.body);
      await editEvidence(context, { ...given, id: evidence._id, by: staffOf(request) });
    } catch (error) {
      if (error instanceof AppError && error.code === 'conflict') {
        // Who was first is said above what was typed, which is not lost: the form now answers to the latest version.
        const raced = request.t(error.details.message ?? 'errors.codes.conflict', error.details.params);
        response.status(409);
        await showOne(response, claim, await evidenceOn(claim, request), { raced, typed });
        return;
      }
      const errors = fieldsOf(error, request);
      response.status(400);
      await showOne(response, claim, evidence, { errors, typed });
      return;
    }
    done(request, response, `${pathOf(claim)}#bukti`, request.t('casework.done.evidenceEdited'));
  });

  /** A button: acts, and leads back to the claim. What was wrong is said on the evidence's own page. */
  const button = (
    path: string,
    said: string,
    act: (
      asked: { id: string; by: ReturnType<typeof staffOf> },
      body: unknown,
      claim: Claim,
    ) => Promise<unknown>,
    to: (claim: Claim) => string = (claim) => `${pathOf(claim)}#bukti`,
  ) => {
    router.post(`/meja/klaim/:id/bukti/:evidence/${path}`, async (request, response) => {
      const claim = await claimOf(request);
      const evidence = await evidenceOn(claim, request);
      try {
        await act({ id: String(evidence._id), by: staffOf(request) }, request.body, claim);
      } catch (error) {
        const errors = fieldsOf(error, request);
        response.status(400);
        const typed = { ...typedEvidence(evidence), ...(request.body as object) };
        await showOne(response, claim, evidence, { errors, typed });
        return;
      }
      done(request, response, to(claim), request.t(`casework.done.${said}`));
    });
  };
  button('arsip', 'evidenceArchived', (asked, body) =>
    archiveEvidence(context, { ...asked, ...parse(archiveSchema, body) }),
  );
  button('tarik', 'evidenceWithdrawn', (asked, body) =>
    withdrawEvidence(context, { ...asked, ...parse(withdrawSchema, body) }),
  );
  button('pakai', 'evidenceRestored', (asked, body) =>
    restoreEvidence(context, { ...asked, ...parse(onlyVersionSchema, body) }),
  );
  button(
    'pindah',
    'evidenceMoved',
    (asked, body, claim) =>
      moveEvidence(context, { ...asked, ...parse(moveSchema, body), shownOn: claim._id }),
    (claim) => `${pathOf(claim)}/bukti`,
  );
  return router;
}
