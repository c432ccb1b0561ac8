import { Router } from 'express';
import type { Context } from '../context.js';
import { accountOwnPages } from './account-pages.js';
import { codePages } from './code-pages.js';
import { invitationPages } from './invitation-pages.js';
import { peoplePages } from './people-pages.js';
import { secondStepPages } from './second-step-pages.js';
import { securityPages } from './security-pages.js';
import { signInPages } from './sign-in-pages.js';

/** Signing in and everything about accounts: each part says which of its pages are for whom. */
export function accountPages(context: Context): Router {
  return Router().use(
    signInPages(context),
    codePages(context),
    invitationPages(context),
    accountOwnPages(context),
    secondStepPages(context),
    peoplePages(context),
    securityPages(context),
  );
}
