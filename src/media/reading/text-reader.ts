import type { ChildProcess } from 'node:child_process';
import { startProcess } from '../../start-process.js';
import { takeTurns } from '../take-turns.js';
import type { ReadingAnswer, ReadingRequest } from './reading-process.js';

/** Saring is being stopped: the picture waits for its next start. */
export class ReaderClosed extends Error {
  override name = 'ReaderClosed';
}

/** The process that reads ended in the middle of a picture. */
export class ReaderDied extends Error {
  override name = 'ReaderDied';
}

/** Reads the text in pictures. */
export interface TextReader {
  /**
   * The text of a picture in Indonesian or English, as far as a machine can tell; '' where there is none.
   *
   * @param bytes a picture in any format that sharp reads.
   * @throws Error when it cannot be read: damaged, too slow, or the process died of it.
   */
  read(bytes: Buffer): Promise<string>;
  close(): void;
}

/**
 * How long one picture may take, in milliseconds: a screenshot takes half a second, a page of print three. What takes
 * longer is no text. The first one also waits for the engine.
 */
const patience = 10_000;
const patienceAtStart = 30_000;
/** The engine's memory is given back after so long without a picture, in milliseconds. */
const idleFor = 60_000;

/** A reader whose process starts with the first picture and ends when there are none for a while. */
export function createTextReader(): TextReader {
  const inTurn = takeTurns(1);
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;
  let closed = false;
  const end = () => {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = undefined;
  };
  const ask = (bytes: Buffer): Promise<string> => {
    if (closed) return Promise.reject(new ReaderClosed());
    clearTimeout(idle);
    const limit = child ? patience : patienceAtStart;
    child ??= startProcess(new URL('./reading-process.js', import.meta.url));
    const reading = child;
    asked += 1;
    const request: ReadingRequest = { id: asked, bytes };
    return new Promise<string>((resolve, reject) => {
      const settle = (done: () => void) => {
        clearTimeout(late);
        reading.off('message', onMessage).off('exit', onExit).off('error', onExit);
        done();
      };
      const fail = (error: Error) => {
        if (child === reading) end();
        settle(() => reject(error));
      };
      const onMessage = (answer: ReadingAnswer) => {
        if (answer.id !== request.id) return;
        if ('problem' in answer) settle(() => reject(new Error(answer.problem)));
        else settle(() => resolve(answer.text));
      };
      const onExit = () => {
        if (closed) settle(() => reject(new ReaderClosed()));
        else fail(new ReaderDied('the process that reads pictures ended'));
      };
      const late = setTimeout(
        () => fail(new Error(`the picture was not read in ${limit / 1000} seconds`)),
        limit,
      );
      reading.on('message', onMessage).once('exit', onExit).once('error', onExit);
      reading.send(request, (error) => {
        if (error) fail(error);
      });
    }).finally(() => {
      if (closed) return;
      idle = setTimeout(end, idleFor);
      idle.unref();
    });
  };
  return {
    read: (bytes) => inTurn(() => ask(bytes)),
    close() {
      closed = true;
      end();
    },
  };
}
