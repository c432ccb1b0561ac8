import type { Types } from 'mongoose';
import type { Claim } from '../claims/claim.model.js';
import type { Context } from '../context.js';
import type { Translate } from '../web/languages.js';
import type { Agency } from './agency.model.js';
import { askedClaimFields, listedRequest } from './request.view.js';
import type { StatementRequest } from './statement-request.model.js';

/** What a request's page says besides the request: its agency and its claim. */
export async function aboutRequest(context: Context, request: StatementRequest, t: Translate) {
  const { Agency, Claim } = context.models;
  const [agency, claim] = await Promise.all([
    Agency.findById(request.agency).lean<Agency>(),
    Claim.findById(request.claim).select(askedClaimFields).lean<Claim>(),
  ]);
  return { agency, claim, now: context.clock.now(), t };
}

/** Requests as a list shows them. */
export async function listed(context: Context, requests: readonly StatementRequest[], t: Translate) {
  const { Agency, Claim } = context.models;
  const [agencies, claims] = await Promise.all([
    Agency.find({ _id: { $in: distinct(requests.map(({ agency }) => agency)) } }).lean<Agency[]>(),
    Claim.find({ _id: { $in: distinct(requests.map(({ claim }) => claim)) } })
      .select(askedClaimFields)
      .lean<Claim[]>(),
  ]);
  const agencyOf = new Map(agencies.map((agency) => [String(agency._id), agency]));
  const claimOf = new Map(claims.map((claim) => [String(claim._id), claim]));
  const now = context.clock.now();
  return requests.map((request) =>
    listedRequest(request, {
      agency: agencyOf.get(String(request.agency)) ?? null,
      claim: claimOf.get(String(request.claim)) ?? null,
      now,
      t,
    }),
  );
}

const distinct = (ids: readonly Types.ObjectId[]) => [...new Map(ids.map((id) => [String(id), id])).values()];
