import { followClaims } from '../claims/index-claims.js';
import { weighQueue } from '../claims/weigh-queue.js';
import type { Job } from '../jobs/run-jobs.js';
import { pictureJobs } from '../media/keep-pictures.js';
import { settleNewestReports } from './settle-report.js';

/** What Saring does by itself about reports and their claims. */
export const reportJobs: readonly Job[] = [
  { name: 'follow-claims', everySeconds: 2, alone: false, run: followClaims },
  { name: 'settle-newest-reports', everySeconds: 300, alone: true, run: settleNewestReports },
  { name: 'weigh-queue', everySeconds: 600, alone: true, run: weighQueue },
  ...pictureJobs,
];
