import type { Request, RequestHandler } from 'express';
import { notAllowed, notSignedIn } from '../errors.js';
import type { SignedIn } from '../web/request.js';
import { isNewsroom } from './permissions.js';

/**
 * The person who asks.
 *
 * @throws AppError `not_signed_in`, `not_allowed` while they still have a one-time password or have to set up a second
 * step.
 */
export function staffOf(request: Request): SignedIn {
  if (!request.person) throw notSignedIn();
  if (request.person.mustChangePassword) throw notAllowed('accounts.chooseFirst');
  if (request.person.mustSetUpSecondStep) throw notAllowed('accounts.setUpFirst');
  return request.person;
}

/** Staff who may do something see more on calls that are open to anybody. */
export function isStaff(request: Request, may: (person: SignedIn) => boolean): boolean {
  const { person } = request;
  return person !== undefined && !person.mustChangePassword && !person.mustSetUpSecondStep && may(person);
}

/** Lets the newsroom's staff through, or only those whom `may` allows. */
export function requireStaff(may: (person: SignedIn) => boolean = isNewsroom): RequestHandler {
  return (request, _response, next) => {
    if (!may(staffOf(request))) throw notAllowed();
    next();
  };
}
