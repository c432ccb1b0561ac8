import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

/**
 * Starts one of our own files in a process of its own, whether Saring was built or runs from its sources. Messages are
 * structured clones: bytes stay bytes.
 *
 * @param file as an import of it would name it: `new URL('./some-process.js', import.meta.url)`.
 */
export function startProcess(file: URL, programArguments: readonly string[] = []): ChildProcess {
  const source = import.meta.url.endsWith('.ts');
  const tsx = () => pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  return fork(fileURLToPath(source ? file.href.replace(/\.js$/, '.ts') : file), [...programArguments], {
    execArgv: source ? ['--import', tsx()] : [],
    serialization: 'advanced',
    // What it says is the library's chatter; what goes wrong comes as a message.
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
}
