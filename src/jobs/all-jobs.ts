import type { Job } from './run-jobs.js';

/** Everything that Saring does by itself. */
export const allJobs: readonly Job[] = [];
