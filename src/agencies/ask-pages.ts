import { Router, type Request, type Response } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Claim } from '../claims/claim.model.js';
import { needClaim } from '../claims/find-claim.js';
import type { Context } from '../context.js';
import { AppError, notFound, parse, tellFields } from '../errors.js';
import { done, typed } from '../web/forms.js';
import { jakartaTime } from '../web/jakarta-time.js';
import { askAgencies, usualTime } from './ask-agencies.js';
import { offerOf } from './ask-offer.js';
import { findRequest } from './change-request.js';
import { documentsOf } from './forget-documents.js';
import { activeAgencies } from './list-agencies.js';
import { extendRequest, withdrawRequest } from './manage-request.js';
import { aboutRequest } from './read-requests.js';
import { staffRequest } from './request.view.js';
import { sendDocument } from './send-document.js';
import { askSchema, extendSchema, most, withdrawSchema } from './statement-request.schema.js';

const page = '/meja/instansi/permintaan';

/** Where the newsroom asks agencies, and follows what became of it. */
export function askPages(context: Context): Router {
  const router = Router();
  const staff = requireStaff(canTriage);

  const claimOf = (request: Request): Promise<Claim> => needClaim(context, String(request.params['id']));
  const showAsking = async (
    request: Request,
    response: Response,
    claim: Claim,
    refused: { status?: number; errors?: Record<string, string>; problem?: string } = {},
  ) => {
    const { status = 200, ...model } = refused;
    const chosen = (name: string) => new Set(listOf(request, name));
    const [agencies, offer] = await Promise.all([activeAgencies(context), offerOf(context, claim._id)]);
    const [named, quotes, links, pictures] = ['agencies', 'quotes', 'links', 'pictures'].map(chosen);
    response.status(status).render('agencies/ask', {
      ...model,
      claim: { id: String(claim._id), statement: claim.statement, topic: claim.topic },
      // Those of the claim's topic first: most often it is one of them.
      agencies: agencies
        .map(({ slug, name, shortName, topics }) => ({
          slug,
          name,
          shortName,
          fits: topics.includes(claim.topic),
          checked: named?.has(slug),
        }))
        .sort((a, b) => Number(b.fits) - Number(a.fits)),
      given: {
        question: typed(request, 'question', most.question),
        dueAt: typed(request, 'dueAt') || localTime(new Date(context.clock.now().getTime() + usualTime)),
      },
      quotes: offer.quotes.map((quote) => ({ ...quote, checked: quotes?.has(quote.report) })),
      links: offer.links.map((link) => ({ link, checked: links?.has(link) })),
      pictures: offer.pictures.map(({ file, thumbnail }, at) => ({
        id: String(file),
        src: `/meja/gambar/${String(thumbnail)}`,
        number: at + 1,
        checked: pictures?.has(String(file)),
      })),
      most,
    });
  };

  router.get('/meja/klaim/:id/instansi', staff, async (request, response) => {
    await showAsking(request, response, await claimOf(request));
  });

  router.post('/meja/klaim/:id/instansi', staff, async (request, response) => {
    const claim = await claimOf(request);
    const id = String(claim._id);
    try {
      const asked = await askAgencies(context, id, staffOf(request), parse(askSchema, request.body));
      done(
        request,
        response,
        `/meja/klaim/${id}#instansi`,
        request.t('agencies.done.asked', { count: asked.length }),
      );
    } catch (error) {
      await showAsking(request, response, claim, refusal(error, request));
    }
  });

  const show = async (
    request: Request,
    response: Response,
    refused: { status?: number; errors?: Record<string, string>; problem?: string } = {},
  ) => {
    const { status = 200, ...model } = refused;
    const found = await findRequest(context, String(request.params['id']), staffOf(request));
    const shown = staffRequest(found, await aboutRequest(context, found, request.t));
    response.status(status).render('agencies/staff-request', {
      ...model,
      request: shown,
      given: {
        dueAt: typed(request, 'dueAt') || localTime(new Date(found.dueAt.getTime() + usualTime)),
        reason: typed(request, 'reason', most.reason),
      },
      most,
    });
  };

  router.get(`${page}/:id`, staff, (request, response) => show(request, response));

  router.get(`${page}/:id/dokumen/:file`, staff, async (request, response) => {
    const found = await findRequest(context, String(request.params['id']), staffOf(request));
    // What is only drafted is the agency's.
    const signed = documentsOf({ statements: found.statements });
    const document = signed.find(({ file }) => String(file) === request.params['file']);
    if (!document) throw notFound();
    await sendDocument(context, response, document, 'private, no-store');
  });

  const form = (path: string, said: string, act: (request: Request) => Promise<unknown>) => {
    router.post(`${page}/:id/${path}`, staff, async (request, response) => {
      try {
        await act(request);
      } catch (error) {
        refuseRaced(error);
        await show(request, response, refusal(error, request));
        return;
      }
      done(request, response, `${page}/${String(request.params['id'])}`, request.t(`agencies.done.${said}`));
    });
  };
  const doer = (request: Request) => ({ id: String(request.params['id']), by: staffOf(request) });
  form('tarik', 'withdrawn', (request) =>
    withdrawRequest(context, { ...doer(request), ...parse(withdrawSchema, request.body) }),
  );
  form('perpanjang', 'extended', (request) =>
    extendRequest(context, { ...doer(request), ...parse(extendSchema, request.body) }),
  );
  return router;
}

/**
 * Somebody was first, and the form may not stand on the page any more: the desk's own page of refusals says who it was,
 * and gives back the reason that was typed.
 */
export function refuseRaced(error: unknown): void {
  if (error instanceof AppError && error.status === 409) throw error;
}

/**
 * What a form shows again after it was refused: the fields' sentences, or the one that says who was first. Anything
 * else is thrown on.
 */
export function refusal(
  error: unknown,
  request: Request,
): { status: number; errors?: Record<string, string>; problem?: string } {
  if (!(error instanceof AppError) || error.status < 400 || error.status >= 500) throw error;
  const { fields, message, params } = error.details;
  if (fields) {
    const told = Object.entries(tellFields(fields, request.t));
    // A form knows a list by its name: which of it was wrong, the sentence says.
    const errors = Object.fromEntries(told.map(([path, sentence]) => [path.replace(ofList, '$1'), sentence]));
    return { status: error.status, errors };
  }
  if (error.status !== 409) throw error;
  return { status: 409, problem: request.t(message ?? `errors.codes.${error.code}`, params) };
}

const ofList = /^(agencies|quotes|pictures|documents|keep)\.\d+$/;

function listOf(request: Request, name: string): string[] {
  const value = (request.body as Record<string, unknown> | undefined)?.[name];
  return [value].flat().filter((one): one is string => typeof one === 'string');
}

/** A moment as a browser's field for one has it, in Jakarta. */
function localTime(at: Date): string {
  return jakartaTime(at).slice(0, 16);
}
