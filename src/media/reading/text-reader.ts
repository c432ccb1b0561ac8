import type { ChildProcess } from 'node:child_process';
import { startProcess } from '../../start-process.js';
import { takeTurns } from '../take-turns.js';
import type { ReadingAnswer, ReadingRequest } from './reading-process.js';

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

/** How long one picture may take, in milliseconds; the first one also waits for the engine. */
const patience = 60_000;
/** The engine's memory is given back after so long without a picture, in milliseconds. */
const idleFor = 60_000;

/** A reader whose process starts with the first picture and ends when there are none for a while. */
export function createTextReader(): TextReader {
  const inTurn = takeTurns(1);
  let child: ChildProcess | undefined;
  let idle: NodeJS.Timeout | undefined;
  let asked = 0;
  const end = () => {
    clearTimeout(idle);
    child?.kill('SIGKILL');
    child = undefined;
  };
  const ask = (bytes: Buffer): Promise<string> => {
    clearTimeout(idle);
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
      const fail = (reason: string) => {
        if (child === reading) end();
        settle(() => reject(new Error(reason)));
      };
      const onMessage = (answer: ReadingAnswer) => {
        if (answer.id !== request.id) return;
        if ('problem' in answer) settle(() => reject(new Error(answer.problem)));
        else settle(() => resolve(answer.text));
      };
      const onExit = () => fail('the process that reads pictures ended');
      const late = setTimeout(() => fail(`the picture was not read in ${patience / 1000} seconds`), patience);
      reading.on('message', onMessage).once('exit', onExit).once('error', onExit);
      reading.send(request, (error) => {
        if (error) fail(error.message);
      });
    }).finally(() => {
      idle = setTimeout(end, idleFor);
      idle.unref();
    });
  };
  return { read: (bytes) => inTurn(() => ask(bytes)), close: end };
}
