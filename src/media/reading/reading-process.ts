// Reads pictures in a process of its own: the engine takes some 250 MB and can die of a picture.
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createWorker, OEM } from 'tesseract.js';
import { plainPage } from './plain-page.js';
import { readableText } from './readable-text.js';

/** What the parent asks, and what it is told. */
export interface ReadingRequest {
  id: number;
  bytes: Uint8Array;
}
export type ReadingAnswer = { id: number; text: string } | { id: number; problem: string };

const languages = ['ind', 'eng'] as const;

/** Each language is a package of its own, and the engine looks for all of them in one folder. */
async function languageFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'saring-reading-'));
  const { resolve } = createRequire(import.meta.url);
  for (const language of languages) {
    const shipped = dirname(resolve(`@tesseract.js-data/${language}/package.json`));
    const file = `${language}.traineddata.gz`;
    await copyFile(join(shipped, '4.0.0_best_int', file), join(folder, file));
  }
  return folder;
}

// Whoever started it is gone, perhaps while the engine is being loaded.
process.on('disconnect', () => process.exit());

const folder = await languageFolder();
const engine = await createWorker([...languages], OEM.LSTM_ONLY, {
  langPath: folder,
  gzip: true,
  cacheMethod: 'none',
});
await engine.setParameters({ user_defined_dpi: '150' });
await rm(folder, { recursive: true, force: true });

async function answer({ id, bytes }: ReadingRequest): Promise<ReadingAnswer> {
  try {
    const { data } = await engine.recognize(
      await plainPage(Buffer.from(bytes)),
      {},
      { blocks: true, text: false },
    );
    return { id, text: readableText(data.blocks ?? []) };
  } catch (error) {
    return { id, problem: error instanceof Error ? error.message : String(error) };
  }
}

process.on('message', (request: ReadingRequest) => {
  void answer(request).then((told) => process.send?.(told));
});
