import type { RequestHandler } from 'express';
import { notAllowed } from '../errors.js';

/** What of the desk is an agency's: what it was asked, and the account of its person. */
const theirs = /^\/(?:permintaan|akun)(?:\/|$)/i;

/**
 * Stands before everything under `/meja`: an agency's people come to their requests and to their own account, whatever
 * else a room may forget to forbid.
 */
export const keepAgenciesOut: RequestHandler = (request, response, next) => {
  if (request.person?.role !== 'agency' || theirs.test(request.path)) {
    next();
  } else if (request.path === '/' && request.method === 'GET') {
    // Signing in leads to the desk: theirs begins here.
    response.redirect(303, request.link('/meja/permintaan'));
  } else {
    next(notAllowed());
  }
};
