import { CommandError, reasonOf } from './command-error.js';
import { LONGEST_LINE, type Source } from './source.js';

const NEWLINE = 0x0a;

/** What stands in one line, before it is checked. */
export interface JsonLine {
  line: number;
  json: unknown;
}

interface Line {
  number: number;
  bytes: Buffer;
}

async function* linesOf(source: Source): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let keptLength = 0;
  let number = 0;
  const keep = (bytes: Buffer): void => {
    kept.push(bytes);
    keptLength += bytes.length;
    if (keptLength <= LONGEST_LINE) return;
    const limit = LONGEST_LINE / 1024 / 1024;
    throw new CommandError(`${source.name}, line ${number + 1}: the line is longer than ${limit} MB.`);
  };
  for await (const chunk of source.chunks()) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      keep(chunk.subarray(from, at));
      number += 1;
      yield { number, bytes: Buffer.concat(kept) };
      kept = [];
      keptLength = 0;
      from = at + 1;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
  }
  if (keptLength > 0) yield { number: number + 1, bytes: Buffer.concat(kept) };
}

/** The objects of a JSON Lines source, in UTF-8. Blank lines are passed over; the first bad line ends it with an error. */
export async function* readJsonLines(source: Source): AsyncGenerator<JsonLine> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const { number, bytes } of linesOf(source)) {
    const wrong = (reason: string): CommandError =>
      new CommandError(`${source.name}, line ${number}: ${reason}`);
    let text: string;
    try {
      text = decoder.decode(bytes);
    } catch {
      throw wrong('not UTF-8 text.');
    }
    if (text.trim() === '') continue;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw wrong(`not JSON (${reasonOf(error)}).`);
    }
    yield { line: number, json };
  }
}
