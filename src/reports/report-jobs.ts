import { forgetEmptyClaimsJob } from '../claims/forget-empty-claims.js';
import type { Job } from '../jobs/run-jobs.js';
import { forgetPicturesJob } from '../media/keep-pictures.js';
import { settleNewestReports } from './settle-report.js';

/** What makes up for a process that died while it took a report in. */
export const reportJobs: readonly Job[] = [
  { name: 'settle-newest-reports', everySeconds: 300, alone: true, run: settleNewestReports },
  forgetEmptyClaimsJob,
  forgetPicturesJob,
];
