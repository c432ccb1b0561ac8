// Runs every test from any state of the checkout: installs what is missing, Chromium too where apt can, then Mocha.
// Arguments go to Mocha: npm test -- --grep ticket, npm test -- test/reports/*.test.ts
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installWhatIsMissing, root, run } from '../src/launch.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

function findChromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders
    .flatMap((folder) => names.map((name) => join(folder, name)))
    .find((file) => existsSync(file));
}

installWhatIsMissing();
if (!findChromium() && existsSync('/usr/bin/apt-get') && process.getuid?.() === 0) {
  process.stderr.write('Installing Chromium for the browser tests…\n');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  if (run('apt-get', ['update', '-qq'], { env })) {
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
      env,
    });
  }
}
const chromium = findChromium();
if (!chromium) {
  process.stderr.write(
    'Chromium was not found and could not be installed: the browser tests will fail. Install it (on Debian: apt-get install chromium), or set CHROMIUM to its path.\n',
  );
}
const given = process.argv.slice(2);
// Left to itself Mocha would look for programs in test/ and find this one.
const files = given.some((argument) => argument.endsWith('.test.ts')) ? [] : ['test/**/*.test.ts'];
const mocha = spawnSync(
  process.execPath,
  [join(root, 'node_modules/mocha/bin/mocha.js'), ...given, ...files],
  {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(chromium && { CHROMIUM: chromium }) },
  },
);
process.exit(mocha.status ?? 1);
