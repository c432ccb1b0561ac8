import { Router } from 'express';
import { canTriage } from '../accounts/permissions.js';
import { requireStaff } from '../accounts/require-staff.js';

/** The keys of the desk by the page on which they work, each with its sentence under `keys.does.<page>.<name>`. */
const keys = {
  everywhere: [
    ['?', 'help'],
    ['j', 'next'],
    ['k', 'previous'],
    ['/', 'search'],
    ['g q', 'queue'],
    ['g k', 'twins'],
    ['g t', 'tasks'],
    ['g c', 'clarifications'],
    ['Esc', 'leave'],
  ],
  queue: [
    ['o', 'open'],
    ['x', 'choose'],
    ['a', 'take'],
    ['s', 'setAside'],
    ['h', 'harm'],
    ['m', 'merge'],
    ['z', 'undo'],
    ['n', 'nextPage'],
    ['p', 'previousPage'],
  ],
  claim: [
    ['a', 'take'],
    ['s', 'setAside'],
    ['m', 'merge'],
    ['e', 'edit'],
    ['c', 'note'],
    ['w', 'write'],
    ['y', 'confirm'],
    ['n', 'reject'],
    ['o', 'open'],
    ['x', 'choose'],
    ['v', 'split'],
    ['z', 'undo'],
    [']', 'nextClaim'],
    ['[', 'previousClaim'],
    ['b', 'back'],
  ],
  preview: [
    ['y', 'confirm'],
    ['n', 'cancel'],
  ],
  twins: [
    ['y', 'same'],
    ['n', 'different'],
    ['z', 'undo'],
  ],
} as const;

/** The keys that do the same as another one. */
const also: Record<string, string> = { z: 'u', o: 'Enter' };

/** `/meja/tombol`: which key does what on the desk. Shown in a dialog where scripts run. */
export function keyPages(): Router {
  const router = Router();
  router.get('/meja/tombol', requireStaff(canTriage), ({ t }, response) => {
    response.render('desk/keys', {
      parts: Object.entries(keys).map(([page, rows]) => ({
        title: t(`keys.pages.${page}`),
        rows: rows.map(([key, name]) => ({
          keys: key.split(' '),
          also: also[key],
          does: t(`keys.does.${page}.${name}`),
        })),
      })),
    });
  });
  return router;
}
