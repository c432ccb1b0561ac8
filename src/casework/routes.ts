import { Router } from 'express';
import type { Context } from '../context.js';
import { checklistPages } from './checklist-pages.js';
import { tickAndNotePages } from './tick-and-note-pages.js';
import { evidencePages } from './evidence-pages.js';
import { taskPages } from './task-pages.js';

/** The desk's pages of casework: evidence, checklist, tasks, notes put right. */
export function caseworkPages(context: Context): Router {
  return Router().use(
    evidencePages(context),
    tickAndNotePages(context),
    taskPages(context),
    checklistPages(context),
  );
}
