import { Router } from 'express';
import type { Context } from '../context.js';
import { accountOwnPages } from './account-pages.js';
import { peoplePages } from './people-pages.js';
import { signInPages } from './sign-in-pages.js';

export function accountPages(context: Context): Router {
  return Router().use(signInPages(context), accountOwnPages(context), peoplePages(context));
}
