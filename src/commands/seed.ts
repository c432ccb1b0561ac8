import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SingleBar } from 'cli-progress';
import { prepare } from '../jobs/prepare.js';
import { loadSampleData } from './seed/load-sample-data.js';
import { readSampleData } from './seed/sample-data.js';
import { samplePassword } from './seed/sample-staff.js';
import { withContext } from './with-context.js';

const usage = `Loads the sample data: invented reports, claims, clarifications, institutions and staff. Repeating it adds
nothing. It may run while the server runs. Settings are those of npm start.

  npm run seed
`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(usage);
    return;
  }
  const bar = new SingleBar({ format: 'Loading {bar} {value}/{total}', noTTYOutput: false });
  await withContext(process.env, async (context) => {
    await prepare(context);
    const data = readSampleData(resolve(fileURLToPath(import.meta.url), '../../../seed'));
    await loadSampleData(context, data, (done, all) => {
      if (done === 1) bar.start(all, 0);
      bar.update(done);
    });
    bar.stop();
    const { config, models } = context;
    console.log(
      `The sample data is loaded: ${await models.Report.estimatedDocumentCount()} reports, ` +
        `${await models.Claim.countDocuments({ status: { $ne: 'merged' } })} claims, ` +
        `${await models.Clarification.estimatedDocumentCount()} clarifications. Sign in at /masuk as:`,
    );
    for (const { email, role } of data.staff) {
      console.log(`  ${role.padEnd(9)} ${email.padEnd(24)} ${samplePassword(config.secret, email)}`);
    }
  }).finally(() => {
    bar.stop();
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
