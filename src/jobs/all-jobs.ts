import { finishMovesJob } from '../claims/finish-moves.js';
import { followClaims } from '../claims/index-claims.js';
import { refreshPrioritiesJob } from '../claims/refresh-priorities.js';
import { finishAnswersJob } from '../clarifications/carry-through.js';
import { followClarificationsJob } from '../clarifications/index-clarifications.js';
import { deliverNoticesJob } from '../notices/deliver-notices.js';
import { reportJobs } from '../reports/report-jobs.js';
import type { Job } from './run-jobs.js';

/** Everything that Saring does by itself. */
export const allJobs: readonly Job[] = [
  { name: 'follow-claims', everySeconds: 2, alone: false, run: followClaims },
  finishMovesJob,
  refreshPrioritiesJob,
  followClarificationsJob,
  finishAnswersJob,
  deliverNoticesJob,
  ...reportJobs,
];
