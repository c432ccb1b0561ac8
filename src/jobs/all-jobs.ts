import { completeLogJob } from '../audit/complete-log.js';
import { finishRequestsJob } from '../agencies/carry-request.js';
import { forgetDocumentsJob } from '../agencies/forget-documents.js';
import { remindAgenciesJob } from '../agencies/remind-agencies.js';
import { remindTasksJob } from '../casework/remind-tasks.js';
import { endBlocksJob } from '../blocks/end-blocks.js';
import { findTwinsJob } from '../claims/twins/find-twins.js';
import { finishMovesJob } from '../claims/finish-moves.js';
import { keepLabelsJob } from '../claims/label-decisions.js';
import { forgetBulkActionsJob } from '../claims/queue/forget-bulk-actions.js';
import { refreshPrioritiesJob } from '../claims/refresh-priorities.js';
import { finishAnswersJob } from '../clarifications/carry-through.js';
import { deliverNoticesJob } from '../notices/deliver-notices.js';
import { forgetSendersJob, removeOldContactsJob } from '../privacy/remove-contacts.js';
import { readPicturesJob } from '../media/reading/read-pictures.js';
import { reportJobs } from '../reports/report-jobs.js';
import { keepStatisticsJob } from '../statistics/keep-statistics.js';
import { followStoreJob } from './prepare.js';
import type { Job } from './run-jobs.js';

/** Everything that Saring does by itself. */
export const allJobs: readonly Job[] = [
  followStoreJob,
  finishMovesJob,
  findTwinsJob,
  keepLabelsJob,
  completeLogJob,
  endBlocksJob,
  refreshPrioritiesJob,
  forgetBulkActionsJob,
  keepStatisticsJob,
  finishAnswersJob,
  finishRequestsJob,
  remindAgenciesJob,
  forgetDocumentsJob,
  remindTasksJob,
  deliverNoticesJob,
  removeOldContactsJob,
  forgetSendersJob,
  readPicturesJob,
  ...reportJobs,
];
