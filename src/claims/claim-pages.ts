import { Router, type Request, type Response } from 'express';
import { Types } from 'mongoose';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { AppError, parse, tellFields } from '../errors.js';
import { done } from '../web/forms.js';
import type { SignedIn } from '../web/request.js';
import { ClaimChanged } from './change-claim.js';
import type { Claim } from './claim.model.js';
import { claimPage } from './claim-page.js';
import {
  editSchema,
  handOverSchema,
  harmSchema,
  matchSchema,
  noteSchema,
  setAsideSchema,
  unsplitSchema,
  versionSchema,
} from './claim.schema.js';
import { chosenReports } from './dossier/chosen-reports.js';
import { withAddresses } from './dossier/dossier-addresses.js';
import { chosenSchema, dossierSchema } from './dossier/dossier.schema.js';
import { decideMatch } from './decide-match.js';
import { editClaim } from './edit-claim.js';
import { needClaim } from './find-claim.js';
import { noteClaim } from './note-claim.js';
import { restClaim } from './resurface.js';
import { reopenClaim, setAsideClaim } from './set-aside-claim.js';
import { setHarm } from './set-harm.js';
import { splitClaim } from './split-claim.js';
import { handOverClaim, releaseClaim, takeClaim } from './take-claim.js';
import { unmergeClaim } from './unmerge-claim.js';
import { unsplitClaim } from './unsplit-claim.js';

interface Asked {
  id: string;
  by: SignedIn;
}

/** `/meja/klaim/:id`: everything known about a claim, and what a verifier does with it. */
export function claimPages(context: Context): Router {
  const router = Router();
  router.use('/meja/klaim', requireStaff(canTriage));

  const claimOf = (request: Request): Promise<Claim> => needClaim(context, String(request.params['id']));
  const show = async (
    request: Request,
    response: Response,
    claim: Claim,
    { typed, ...model }: { typed?: object; fields?: Record<string, string>; form?: string } = {},
  ) => {
    const { cursor: after, ...asked } = parse(dossierSchema, request.query);
    const page = await claimPage(context, {
      claim,
      person: staffOf(request),
      t: request.t,
      language: request.language,
      dossier: { ...asked, after },
    });
    const own = request.link(`/meja/klaim/${String(claim._id)}`);
    response.render('desk/claim', {
      ...page,
      dossier: withAddresses(page.dossier, { ...asked, paged: after !== undefined }, own),
      typed: { statement: claim.statement, topic: claim.topic, ...typed },
      ...model,
    });
  };

  router.get('/meja/klaim/:id', async (request, response) => {
    await show(request, response, await claimOf(request));
  });

  /**
   * A form of the claim's page: acts, and leads back with a sentence. What was wrong is said on the page itself, with
   * what was typed; a lost race and what cannot be done now are told by the room's error handler.
   */
  const form = (
    path: string,
    act: (asked: Asked, body: unknown, request: Request) => Promise<{ said: string; to?: string }>,
  ) => {
    router.post(`/meja/klaim/:id/${path}`, async (request, response) => {
      const claim = await claimOf(request);
      const id = String(claim._id);
      try {
        const { said, to } = await act({ id, by: staffOf(request) }, request.body ?? {}, request);
        done(request, response, `/meja/klaim/${to ?? id}`, said);
      } catch (error) {
        const fields = error instanceof AppError && error.code === 'bad_input' && error.details.fields;
        if (!fields) throw error;
        response.status(400);
        const model = {
          fields: tellFields(fields, request.t),
          typed: (request.body ?? {}) as object,
          form: path,
        };
        await show(request, response, claim, model);
      }
    });
  };

  form('ambil', async (asked, body, { t }) => {
    await takeClaim(context, { ...asked, ...parse(versionSchema, body) }).catch((error: unknown) => {
      // A double click: the first one already did what was asked.
      const mine = error instanceof ClaimChanged && isMine(error.latest, asked.by);
      if (!mine) throw error;
    });
    return { said: t('desk.done.taken') };
  });

  form('lepas', async (asked, body, { t }) => {
    await releaseClaim(context, { ...asked, ...parse(versionSchema, body) });
    return { said: t('desk.done.released') };
  });

  form('serahkan', async (asked, body, { t }) => {
    const { version, person } = parse(handOverSchema, body);
    const claim = await handOverClaim(context, { ...asked, version, to: person });
    return { said: t('desk.done.handedOver', { name: claim.assignee?.name }) };
  });

  form('sisihkan', async (asked, body, { t }) => {
    await setAsideClaim(context, { ...asked, ...parse(setAsideSchema, body) });
    return { said: t('desk.done.setAside') };
  });

  form('buka', async (asked, body, { t }) => {
    await reopenClaim(context, { ...asked, ...parse(versionSchema, body) });
    return { said: t('desk.done.reopened') };
  });

  form('ubah', async (asked, body, { t }) => {
    await editClaim(context, { ...asked, ...parse(editSchema, body) });
    return { said: t('desk.done.edited') };
  });

  form('bahaya', async (asked, body, { t }) => {
    await setHarm(context, { ...asked, ...parse(harmSchema, body) });
    return { said: t('queue.harm.done') };
  });

  form('cukup', async (asked, body, { t }) => {
    await restClaim(context, { ...asked, ...parse(versionSchema, body) });
    return { said: t('queue.back.rested') };
  });

  form('catatan', async (asked, body, { t }) => {
    await noteClaim(context, { ...asked, ...parse(noteSchema, body) });
    return { said: t('desk.done.noted') };
  });

  form('pisah', async (asked, body, { t }) => {
    const { version, into, ...chosen } = parse(chosenSchema, body);
    const reports = await chosenReports(context, new Types.ObjectId(asked.id), chosen);
    const { created } = await splitClaim(context, { ...asked, version, into, reports });
    const said =
      into === undefined
        ? t('desk.done.split', { count: created.reportCount })
        : t('desk.done.moved', { count: reports.length });
    return { said, to: String(created._id) };
  });

  form('urungkan-gabung', async (asked, body, { t }) => {
    const claim = await unmergeClaim(context, { ...asked, ...parse(versionSchema, body) });
    return { said: t('desk.done.unmerged', { count: claim.reportCount }) };
  });

  form('urungkan-pisah', async (asked, body, { t }) => {
    const claim = await unsplitClaim(context, { ...asked, ...parse(unsplitSchema, body) });
    return { said: t('desk.done.unsplit'), to: String(claim._id) };
  });

  form('laporan/:report', async ({ by }, body, { t, params }) => {
    const decision = parse(matchSchema, body);
    await decideMatch(context, { ...decision, report: String(params['report']), by });
    const stays = decision.state === 'confirmed' && decision.from === decision.claim;
    return { said: t(`desk.done.match.${stays ? 'stays' : decision.state}`) };
  });

  return router;
}

function isMine(claim: Claim, person: SignedIn): boolean {
  return claim.status === 'checking' && String(claim.assignee?.person) === String(person.id);
}
