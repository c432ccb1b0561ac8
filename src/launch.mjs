// Starts one of Saring's built programs from any state of the checkout: installs what is missing, builds what
// is stale, then runs it in this same process (so that signals and exit codes reach it unchanged).
// Plain JavaScript, since it runs before anything is installed. Usage: node src/launch.mjs ENTRY [arguments…]
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Runs a program and lets its output through on stderr, so that stdout stays the launched program's own. */
export function run(program, programArguments, extra = {}) {
  return spawnSync(program, programArguments, { cwd: root, stdio: ['ignore', 2, 2], ...extra }).status === 0;
}

/** Installs the exact locked dependencies when they are missing or belong to another lock file. */
export function installWhatIsMissing() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    fail(`Saring needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  }
  const lock = join(root, 'package-lock.json');
  // A production image carries the built program and its dependencies, and no lock file to compare with.
  if (!existsSync(lock)) return;
  const stamp = join(root, 'node_modules', '.saring-lock');
  const wanted = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing dependencies…\n');
  const installed = run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
  });
  if (!installed) fail('The dependencies could not be installed: see the lines above, then try again.');
  writeFileSync(stamp, wanted);
}

function newestChange(folder) {
  let newest = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    newest = Math.max(newest, statSync(join(entry.parentPath, entry.name)).mtimeMs);
  }
  return newest;
}

/** Compiles src/ into dist/ unless dist/ is newer than every source file. */
export function buildWhenStale() {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) return;
  const stamp = join(root, 'dist', '.built');
  const built = existsSync(stamp) ? statSync(stamp).mtimeMs : 0;
  const sources = Math.max(
    newestChange(join(root, 'src')),
    statSync(join(root, 'tsconfig.build.json')).mtimeMs,
  );
  if (built > sources) return;
  process.stderr.write('Building…\n');
  // Built beside and then put in place whole: another program may be starting, or building, at this moment.
  const fresh = join(root, `.dist-${process.pid}`);
  if (!run(process.execPath, [compiler, '-p', 'tsconfig.build.json', '--outDir', fresh])) {
    rmSync(fresh, { recursive: true, force: true });
    fail('The build failed: see the lines above.');
  }
  writeFileSync(join(fresh, '.built'), '');
  const old = join(root, `.dist-old-${process.pid}`);
  try {
    if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
    renameSync(fresh, join(root, 'dist'));
  } catch (error) {
    // Another program put the same build in place between the two.
    if (!existsSync(stamp)) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  rmSync(old, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const entry = process.argv[2] ?? 'main';
  installWhatIsMissing();
  buildWhenStale();
  const program = join(root, 'dist', `${entry}.js`);
  if (!existsSync(program)) fail(`There is no program called ${entry}.`);
  process.argv.splice(1, 2, program);
  await import(pathToFileURL(program).href);
}
