import { Router } from 'express';
import type { Context } from '../context.js';
import { claimPages } from './claim-pages.js';
import { picturePages } from './dossier/picture-pages.js';
import { keyPages } from './key-pages.js';
import { mergePages } from './merge-pages.js';
import { movePages } from './move-pages.js';
import { queuePages } from './queue/queue-pages.js';
import { bulkPages } from './queue/bulk-pages.js';
import { priorityPages } from './queue/priority-pages.js';
import { savedFilterPages } from './queue/saved-filter-pages.js';
import { twinPages } from './twins/twin-pages.js';

export function deskPages(context: Context): Router {
  return Router().use(
    queuePages(context),
    bulkPages(context),
    savedFilterPages(context),
    priorityPages(context),
    mergePages(context),
    twinPages(context),
    movePages(context),
    claimPages(context),
    picturePages(context),
    keyPages(),
  );
}
