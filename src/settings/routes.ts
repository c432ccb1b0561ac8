import { Router } from 'express';
import { canAdminister } from '../accounts/permissions.js';
import { requireStaff } from '../accounts/require-staff.js';
import type { Context } from '../context.js';
import { readSetting } from './read-setting.js';
import { settingNames, settings } from './settings.schema.js';

/** `/meja/pengaturan`: what an admin may choose on the desk; each setting has its own page in the room it belongs to. */
export function settingPages(context: Context): Router {
  const router = Router();
  router.get('/meja/pengaturan', requireStaff(canAdminister), async (_request, response) => {
    const items = await Promise.all(
      settingNames.map(async (name) => {
        const { by, at } = await readSetting(context, name);
        return { name, page: settings[name].page, by: by?.name, at };
      }),
    );
    response.render('settings/settings', { items });
  });
  return router;
}
