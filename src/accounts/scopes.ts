import type { Role } from './person.model.js';

/**
 * What a token may be used for, beside what its person may do.
 *
 * read: what only staff see · triage: work on claims and reports, ask agencies · write: drafts of clarifications, an
 * agency's statements · publish: let clarifications out, correct and retract them · administer: people and settings
 */
export const scopes = ['read', 'triage', 'write', 'publish', 'administer'] as const;
export type Scope = (typeof scopes)[number];

/** The scopes that are of use to somebody with a role: a token never may more than its person. */
export function scopesFor(role: Role): readonly Scope[] {
  if (role === 'admin') return scopes;
  if (role === 'editor') return ['read', 'triage', 'write', 'publish'];
  return role === 'verifier' ? ['read', 'triage', 'write'] : ['read', 'write'];
}

/** One row: what a method and a path of the API need. `anyone`: open to those without a token, too. */
type Row = readonly [
  method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | '*',
  path: RegExp,
  Scope | 'anyone',
];

/** The first row that fits decides. */
const table: readonly Row[] = [
  ['POST', /^\/(match|reports)$/, 'anyone'],
  ['DELETE', /^\/reports\/[^/]+$/, 'anyone'],
  ['GET', /^\/(reports\/[^/]+|openapi\.json|docs)$/, 'anyone'],
  ['GET', /^\//, 'read'],
  ['POST', /^\/requests\/[^/]+\/(withdraw|extend)$/, 'triage'],
  ['*', /^\/(claims|reports|twins|tasks|evidence|presence|filters|queue)(\/|$)/, 'triage'],
  ['POST', /^\/clarifications\/[^/]+\/(publish|return|correct|retract)$/, 'publish'],
  ['*', /^\/(clarifications|requests)(\/|$)/, 'write'],
  ['*', /^\/(people|invitations|settings|audit|blocks|agencies|notices)(\/|$)/, 'administer'],
];

/**
 * The scope that a call of the API needs.
 *
 * @param path as it was asked for, with `/api/v1`.
 * @returns `anyone` for calls that need no token; `undefined` when no row fits: such a call needs every scope.
 */
export function scopeOf(method: string, path: string): Scope | 'anyone' | undefined {
  // Express minds neither capitals nor a slash at the end: nor must this.
  const own = /^\/api\/v1(\/.*)$/.exec(path.toLowerCase())?.[1]?.replace(/(?<=.)\/$/, '');
  if (own === undefined) return 'anyone';
  const asked = method === 'HEAD' ? 'GET' : method;
  return table.find(([of, fits]) => (of === '*' || of === asked) && fits.test(own))?.[2];
}

/**
 * The scope that a token lacks for a call, if any.
 *
 * @param held undefined for tokens from before there were scopes: they may whatever their person may.
 */
export function lackedScope(
  held: readonly Scope[] | undefined,
  method: string,
  path: string,
): Scope | undefined {
  if (!held) return undefined;
  const needed = scopeOf(method, path);
  if (needed === 'anyone') return undefined;
  if (needed === undefined) return scopes.find((scope) => !held.includes(scope));
  return held.includes(needed) ? undefined : needed;
}
