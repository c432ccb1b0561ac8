// Ranks claims for reports, or groups a stream of reports, with the engine that the server uses. Reads no database.
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SingleBar, Presets } from 'cli-progress';
import { z } from 'zod';
import { createGrouper } from '../matching/grouper.js';
import { createMatcher } from '../matching/matcher.js';

const HELP = `Usage:
  npm run match -- rank --claims CLAIMS.jsonl --reports REPORTS.jsonl --out RANKS.jsonl [--top 10]
  npm run match -- group --reports REPORTS.jsonl --out GROUPS.jsonl

rank    For each report, the claims most like it, best first, with scores from 0 to 1.
group   Puts each report to the group of the earlier report that it repeats, in file order.

Files are JSON Lines in UTF-8, one object a line:
  claims   {"id", "text", "title"?}
  reports  {"id", "text"}
  ranks    {"id", "matches": [{"claim", "score"}]}   one line a report, in the order of the reports
  groups   {"id", "group"}                           the group is the id of its first report

Options:
  --claims FILE    claims to rank
  --reports FILE   reports, read line by line
  --out FILE       written beside itself as FILE.part and renamed when complete
  --top NUMBER     claims for each report, 1 to 1000 (10)
  --help           this text
`;

/** What the person who typed the command can put right. */
class CommandError extends Error {}

const Id = z.union([z.string().min(1), z.number().transform(String)]);
const ClaimLine = z.object({ id: Id, text: z.string(), title: z.string().nullish() });
const ReportLine = z.object({ id: Id, text: z.string() });

const LONGEST_LINE = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

interface Line {
  number: number;
  bytes: Buffer;
  /** Bytes of the file read so far. */
  position: number;
}

async function* linesOf(path: string): AsyncGenerator<Line> {
  let kept: Buffer[] = [];
  let keptLength = 0;
  let number = 0;
  let position = 0;
  const tooLong = (): CommandError =>
    new CommandError(
      `${path}, line ${number + 1}: the line is longer than ${LONGEST_LINE / 1024 / 1024} MB.`,
    );
  for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      if (keptLength + at - from > LONGEST_LINE) throw tooLong();
      number += 1;
      yield {
        number,
        bytes: Buffer.concat([...kept, chunk.subarray(from, at)]),
        position: position + at + 1,
      };
      kept = [];
      keptLength = 0;
      from = at + 1;
    }
    if (from < chunk.length) {
      kept.push(chunk.subarray(from));
      keptLength += chunk.length - from;
      if (keptLength > LONGEST_LINE) throw tooLong();
    }
    position += chunk.length;
  }
  if (keptLength > 0) yield { number: number + 1, bytes: Buffer.concat(kept), position };
}

/** The objects of a JSON Lines file, checked. Blank lines are passed over; the first bad line ends it with an error. */
async function* objectsOf<Value>(
  path: string,
  shape: z.ZodType<Value>,
): AsyncGenerator<{ value: Value; line: number; position: number }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  for await (const line of linesOf(path)) {
    const wrong = (reason: string): CommandError =>
      new CommandError(`${path}, line ${line.number}: ${reason}`);
    let text: string;
    try {
      text = decoder.decode(line.bytes);
    } catch {
      throw wrong('not UTF-8 text.');
    }
    if (text.trim() === '') continue;
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch (error) {
      throw wrong(`not JSON (${error instanceof Error ? error.message : String(error)}).`);
    }
    const parsed = shape.safeParse(json);
    if (!parsed.success) {
      const issues = parsed.error.issues.map(
        (issue) => `${issue.path.join('.') || 'the line'}: ${issue.message}`,
      );
      throw wrong(`${issues.join('; ')}.`);
    }
    yield { value: parsed.data, line: line.number, position: line.position };
  }
}

interface Progress {
  update(position: number): void;
  stop(): void;
}

function showProgress(label: string, path: string): Progress {
  if (!process.stderr.isTTY) return { update: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      format: `${label} {bar} {percentage} % · {eta_formatted} left`,
      stream: process.stderr,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(statSync(path).size, 0);
  return { update: (position) => bar.update(position), stop: () => bar.stop() };
}

/**
 * Reads the reports one by one and writes one line for each; the file appears under its name only when complete.
 * @returns how many there were.
 */
async function answerReports(
  reports: string,
  out: string,
  answer: (report: z.infer<typeof ReportLine>) => object,
): Promise<number> {
  const part = `${out}.part`;
  const progress = showProgress('Reports', reports);
  const stream = createWriteStream(part);
  const failed = new Promise<never>((_, reject) => {
    stream.on('error', (error) => reject(new CommandError(`${out} cannot be written: ${error.message}.`)));
  });
  let count = 0;
  const writeAll = async (): Promise<void> => {
    for await (const { value, position } of objectsOf(reports, ReportLine)) {
      if (!stream.write(`${JSON.stringify(answer(value))}\n`)) await once(stream, 'drain');
      progress.update(position);
      count += 1;
    }
    stream.end();
    await once(stream, 'finish');
  };
  try {
    await Promise.race([writeAll(), failed]);
    renameSync(part, out);
    return count;
  } catch (error) {
    stream.destroy();
    rmSync(part, { force: true });
    throw error;
  } finally {
    progress.stop();
  }
}

async function rank(claims: string, reports: string, out: string, top: number): Promise<void> {
  const matcher = createMatcher();
  const progress = showProgress('Claims ', claims);
  try {
    for await (const { value, line, position } of objectsOf(claims, ClaimLine)) {
      if (matcher.has(value.id)) {
        throw new CommandError(`${claims}, line ${line}: a claim with the id "${value.id}" came before.`);
      }
      // One text: a claim's sentence and its headline complete each other, as the measurements show.
      matcher.set({ id: value.id, texts: [value.title ? `${value.text}\n${value.title}` : value.text] });
      progress.update(position);
    }
  } finally {
    progress.stop();
  }
  const count = await answerReports(reports, out, ({ id, text }) => ({
    id,
    matches: matcher.rank(text, top).map(({ claim, score }) => ({ claim, score: Number(score.toFixed(6)) })),
  }));
  process.stderr.write(`${out}: ${count} reports, ranked among ${matcher.size} claims.\n`);
}

async function group(reports: string, out: string): Promise<void> {
  const grouper = createGrouper();
  const groups = new Set<string>();
  const count = await answerReports(reports, out, ({ id, text }) => {
    const group = grouper.place(id, text);
    groups.add(group);
    return { id, group };
  });
  process.stderr.write(`${out}: ${count} reports in ${groups.size} groups.\n`);
}

function inputFile(option: string, path: string | undefined): string {
  if (path === undefined)
    throw new CommandError(`--${option} is missing. --help shows how the command is used.`);
  if (!existsSync(path)) throw new CommandError(`--${option}: there is no file ${path}.`);
  if (!statSync(path).isFile()) throw new CommandError(`--${option}: ${path} is not a file.`);
  return path;
}

function outputFile(path: string | undefined, inputs: readonly string[]): string {
  if (path === undefined) throw new CommandError('--out is missing. --help shows how the command is used.');
  if (inputs.some((input) => resolve(input) === resolve(path))) {
    throw new CommandError('--out names one of the input files; it would be overwritten.');
  }
  if (existsSync(path) && !statSync(path).isFile()) throw new CommandError(`--out: ${path} is not a file.`);
  return path;
}

function readArguments(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        claims: { type: 'string' },
        reports: { type: 'string' },
        out: { type: 'string' },
        top: { type: 'string', default: '10' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new CommandError(
      `${error instanceof Error ? error.message : String(error)}\n--help shows how the command is used.`,
    );
  }
}

async function run(args: string[]): Promise<void> {
  const { values, positionals } = readArguments(args);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const [verb, ...rest] = positionals;
  if (verb === undefined || rest.length > 0 || (verb !== 'rank' && verb !== 'group')) {
    throw new CommandError(`Say what to do: rank or group.\n\n${HELP}`);
  }
  const reports = inputFile('reports', values.reports);
  if (verb === 'group') {
    await group(reports, outputFile(values.out, [reports]));
    return;
  }
  const claims = inputFile('claims', values.claims);
  const top = /^\d+$/u.test(values.top) ? Number(values.top) : 0;
  if (top < 1 || top > 1000) throw new CommandError('--top must be a whole number from 1 to 1000.');
  await rank(claims, reports, outputFile(values.out, [claims, reports]), top);
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommandError)) throw error;
  process.stderr.write(`${error.message.trimEnd()}\n`);
  process.exitCode = 1;
}
