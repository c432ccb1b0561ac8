import { addAgency } from '../../agencies/add-agency.js';
import { refreshPriorities } from '../../claims/refresh-priorities.js';
import type { Context } from '../../context.js';
import { loadReport, workOnClaim } from './load-claims.js';
import { amendClarification, loadClarification } from './load-clarifications.js';
import { loadRequest } from './load-requests.js';
import { startLoading, type Loading } from './loading.js';
import type { SampleData } from './sample-data.js';
import { addSampleStaff } from './sample-staff.js';

interface Step {
  hoursAgo: number;
  run(): Promise<void>;
}

/**
 * Loads the sample data through the uses that people go through: reports are sent in and grouped, verifiers decide,
 * articles are written, reviewed, published, in the order in which it happened. Repeating it adds nothing.
 *
 * @param progress is told how many of how many steps are done.
 */
export async function loadSampleData(
  context: Context,
  data: SampleData,
  progress: (done: number, all: number) => void,
): Promise<void> {
  for (const agency of data.agencies) await addAgency(context, agency);
  const loading = startLoading(context, data, await addSampleStaff(context, data.staff));
  const steps = stepsOf(loading).sort((a, b) => b.hoursAgo - a.hoursAgo);
  for (const [at, step] of steps.entries()) {
    await step.run();
    progress(at + 1, steps.length);
  }
  await tellOtherProcesses(context);
  await refreshPriorities(context);
}

function stepsOf(loading: Loading): Step[] {
  const { claims, clarifications, requests } = loading.data;
  return [
    ...claims.flatMap((claim) =>
      claim.reports.map((report, place) => ({
        hoursAgo: report.hoursAgo,
        run: () => loadReport(loading, claim, report, place),
      })),
    ),
    ...claims.map((claim) => ({
      hoursAgo: Math.min(...claim.reports.map(({ hoursAgo }) => hoursAgo)) - 0.3,
      run: () => workOnClaim(loading, claim),
    })),
    ...requests.map((sample) => ({
      hoursAgo: sample.hoursAgo,
      run: () => loadRequest(loading, sample),
    })),
    ...clarifications.map((sample) => ({
      hoursAgo: sample.hoursAgo,
      run: () => loadClarification(loading, sample),
    })),
    ...clarifications
      .filter(({ changedHoursAgo }) => changedHoursAgo !== undefined)
      .map((sample) => ({
        hoursAgo: sample.changedHoursAgo ?? 0,
        run: () => amendClarification(loading, sample),
      })),
  ];
}

// A running server follows its indexes by `updatedAt`; what was loaded with the clock turned back lies behind it.
async function tellOtherProcesses({ models, clock }: Context): Promise<void> {
  const updatedAt = clock.now();
  await models.Claim.updateMany({}, { $set: { updatedAt } });
  await models.Clarification.updateMany({}, { $set: { updatedAt } });
}
