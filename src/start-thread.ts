import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker, type ResourceLimits } from 'node:worker_threads';

/**
 * Starts one of our own files in a thread of its own, whether Saring was built or runs from its sources.
 *
 * @param file as an import of it would name it: `new URL('./some-thread.js', import.meta.url)`.
 * @param data what the thread finds as its `workerData`.
 * @param resourceLimits Node's own, if other than for this thread.
 */
export function startThread(file: URL, data: unknown, resourceLimits?: ResourceLimits): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(file, { workerData: data, resourceLimits });
  const source = file.href.replace(/\.js$/, '.ts');
  // tsx does not register itself in threads, so the thread of an unbuilt Saring does it first.
  const tsx = createRequire(import.meta.url)
    .resolve('tsx/esm/api')
    .replace(/\.cjs$/, '.mjs');
  const [register, thread] = [pathToFileURL(tsx).href, source].map((href) => JSON.stringify(href));
  const code = `import(${register}).then((tsx) => { tsx.register(); return import(${thread}); })`;
  return new Worker(code, { workerData: data, resourceLimits, eval: true, execArgv: [] });
}
