import { Router, type Request } from 'express';
import { isNewsroom } from '../accounts/permissions.js';
import { isStaff, requireStaff, staffOf } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { notAllowed, notFound, parse } from '../errors.js';
import { objectId } from '../web/object-id.js';
import { claimReviewOf } from './claim-review.js';
import {
  addressOf,
  clarificationItem,
  publicClarification,
  staffClarification,
  type ListedClarification,
} from './clarification.view.js';
import type { Clarification } from './clarification.model.js';
import {
  correction,
  draftChange,
  listQuery,
  newDraft,
  onlyVersion,
  retraction,
  returning,
} from './clarification.schema.js';
import type { Doer } from './change-clarification.js';
import { correctClarification } from './correct-clarification.js';
import { editClarification } from './edit-clarification.js';
import { findClarification, listClarifications } from './list-clarifications.js';
import { canWrite } from './permissions.js';
import { publishClarification } from './publish-clarification.js';
import { retractClarification } from './retract-clarification.js';
import { returnClarification } from './return-clarification.js';
import { shownStatements } from './show-statements.js';
import { submitClarification } from './submit-clarification.js';
import { writeClarification } from './write-clarification.js';

/** Clarifications for programs: anyone reads what is published, staff write. */
export function clarificationApi(context: Context): Router {
  const router = Router();
  const staff = requireStaff();

  router.get('/clarifications', async (request, response) => {
    const { status = 'published', limit = 20, ...wanted } = parse(listQuery, request.query);
    if (!isPublic(status) && !canWrite(staffOf(request))) throw notAllowed();
    const { items, next } = await listClarifications(context, { ...wanted, status, limit });
    response.json({ items: await withReviews(context, items, request), next });
  });

  router.get('/clarifications/:slug', async (request, response) => {
    const article = await findClarification(context, request.params.slug);
    const forStaff = isStaff(request, isNewsroom);
    if (!article || (!isPublic(article.status) && !forStaff)) throw notFound();
    const about = await aboutOf(context, article, request);
    response.json(forStaff ? staffClarification(article, about) : publicClarification(article, about));
  });

  router.post('/clarifications', staff, async (request, response) => {
    const article = await writeClarification(context, parse(newDraft, request.body), {
      by: staffOf(request),
    });
    response.status(201).location(`/api/v1/clarifications/${article.slug}`);
    response.json(await shown(context, article, request));
  });

  router.patch('/clarifications/:id', staff, async (request, response) => {
    const { version, ...draft } = parse(draftChange, request.body);
    const article = await editClarification(context, idOf(request.params.id), draft, doer(request, version));
    response.json(await shown(context, article, request));
  });

  router.post('/clarifications/:id/submit', staff, async (request, response) => {
    const { version } = parse(onlyVersion, request.body ?? {});
    const article = await submitClarification(context, idOf(request.params.id), doer(request, version));
    response.json(await shown(context, article, request));
  });

  router.post('/clarifications/:id/publish', staff, async (request, response) => {
    const { version } = parse(onlyVersion, request.body ?? {});
    const article = await publishClarification(context, idOf(request.params.id), doer(request, version));
    response.json(await shown(context, article, request));
  });

  router.post('/clarifications/:id/return', staff, async (request, response) => {
    const { version, note } = parse(returning, request.body);
    const article = await returnClarification(context, idOf(request.params.id), {
      ...doer(request, version),
      note,
    });
    response.json(await shown(context, article, request));
  });

  router.post('/clarifications/:id/correct', staff, async (request, response) => {
    const { version, note, ...draft } = parse(correction, request.body);
    const by = { ...doer(request, version), note };
    const article = await correctClarification(context, idOf(request.params.id), draft, by);
    response.json(await shown(context, article, request));
  });

  router.post('/clarifications/:id/retract', staff, async (request, response) => {
    const { version, reason } = parse(retraction, request.body);
    const article = await retractClarification(context, idOf(request.params.id), {
      ...doer(request, version),
      reason,
    });
    response.json(await shown(context, article, request));
  });

  return router;
}

/** A retracted article keeps its page: everybody may see why it is gone. */
const isPublic = (status: Clarification['status']) => status === 'published' || status === 'retracted';

function doer(request: Request, version: number | undefined): Doer {
  return { by: staffOf(request), version };
}

function idOf(id: unknown): string {
  const read = objectId.safeParse(id);
  if (!read.success) throw notFound();
  return read.data;
}

async function aboutOf(context: Context, article: Clarification, request: Request) {
  const claims = await context.models.Claim.find({ _id: { $in: article.claims } }).lean();
  const statements = await shownStatements(context, article, request.t);
  return { claims, config: context.config, t: request.t, statements };
}

async function shown(context: Context, article: Clarification, request: Request) {
  return staffClarification(article, await aboutOf(context, article, request));
}

async function withReviews(context: Context, items: readonly ListedClarification[], request: Request) {
  const first = items.flatMap((article) => article.claims[0] ?? []);
  const claims = await context.models.Claim.find({ _id: { $in: first } })
    .select('statement firstReportedAt')
    .lean();
  const statements = new Map(claims.map((claim) => [String(claim._id), claim]));
  return items.map((article) => {
    const { title, verdict, publishedAt, status } = article;
    const claim = statements.get(String(article.claims[0]));
    const url = addressOf(context.config, article.slug);
    return {
      ...clarificationItem(article, context.config),
      claimReview:
        status === 'published' && verdict && publishedAt
          ? claimReviewOf(
              { title, url, verdict, publishedAt },
              claim && { statement: claim.statement, firstReportedAt: claim.firstReportedAt.toISOString() },
              context.config,
              request.t,
            )
          : null,
    };
  });
}
