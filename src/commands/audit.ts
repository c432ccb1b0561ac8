import { open } from 'node:fs/promises';
import { PassThrough, type Writable } from 'node:stream';
import type { ParseArgsConfig } from 'node:util';
import { auditExportSchema } from '../audit/audit.schema.js';
import type { AuditHead } from '../audit/audit.model.js';
import { exportLines } from '../audit/export-lines.js';
import { verifyChain, type AuditBreak, type Verification } from '../audit/verify-chain.js';
import { ConfigError } from '../config.js';
import type { Context } from '../context.js';
import { ensureIndexes, isStoreError } from '../store/open-store.js';
import { readCommand, UsageError, type Command } from './read-command.js';
import { withContext } from './with-context.js';

const usage = `Reads and judges the audit log. It may run while the server runs.

  npm run audit -- verify [--head HASH] [--json]
      Walks the whole chain and names every line that is missing, changed, or in another place, and every line cut from
      the end. Exit code 1 when anything is wrong, 2 when it could not be judged. With --head, the hash must be one
      that the log still has: keep what "head" prints somewhere else, and nobody who can write to the store can take the
      lines before it away unseen.
  npm run audit -- head
      Prints the place, the hash and the time of the last line.
  npm run audit -- export [--from DAY] [--to DAY] [--format csv|jsonl] [--out FILE]
      Writes lines, in the order of their numbers, to FILE or standard output; days (2026-11-24, Asia/Jakarta) are both
      part of it. The export is itself recorded. The default format is jsonl.

Settings are those of npm start: DATA_DIR or MONGODB_URI say which store; SECRET must be the one that the server has.
`;

const options = {
  head: { type: 'string' },
  json: { type: 'boolean' },
  from: { type: 'string' },
  to: { type: 'string' },
  format: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

/** Each command gives the exit code. */
const commands: Record<string, Command<Context, typeof options, number>> = {
  verify: {
    takes: ['head', 'json'],
    async run(context, { head, json }) {
      const kept = head?.trim().toLowerCase();
      if (kept !== undefined && !/^[0-9a-f]{64}$/.test(kept)) {
        throw new UsageError('--head wants the 64 hex digits that "head" printed.');
      }
      const found = await verifyChain(context, kept);
      print(json ? JSON.stringify({ whole: found.breaks.length === 0, ...found }) : told(found));
      return found.breaks.length === 0 ? 0 : 1;
    },
  },
  head: {
    takes: [],
    async run(context) {
      const { AuditHead, AuditLine } = context.models;
      const head = await AuditHead.findById('head').lean<AuditHead>();
      if (!head || head.seq === 0) {
        print('The log has no lines yet.');
        return 0;
      }
      const line = await AuditLine.findById(head.seq).select('at').lean();
      print(`${head.seq} ${head.hash} ${line?.at.toISOString() ?? '(its line is missing)'}`);
      return 0;
    },
  },
  export: {
    takes: ['from', 'to', 'format', 'out'],
    async run(context, { from, to, format = 'jsonl', out }) {
      const parsed = auditExportSchema.safeParse({ from, to, format });
      if (!parsed.success) {
        const names = new Set(parsed.error.issues.map(({ path }) => `--${String(path[0])}`));
        throw new UsageError(`${[...names].join(' and ')} cannot be used.`);
      }
      const { format: chosen, ...filter } = parsed.data;
      const stream = await destination(out);
      await exportLines(context, { by: undefined, format: chosen, filter, to: stream });
      return 0;
    },
  },
};

/** A file that is made now, or standard output, which is not closed. */
async function destination(out: string | undefined): Promise<Writable> {
  // Made before the export is recorded: one that cannot be written was none.
  if (out !== undefined) return (await open(out, 'wx', 0o600)).createWriteStream();
  const through = new PassThrough();
  through.pipe(process.stdout, { end: false });
  return through;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

function told({ lines, first, last, head, kept, breaks }: Verification): string {
  const said = [
    first && last
      ? `${lines} lines, from ${first.seq} (${first.at.toISOString()}) to ${last.seq} (${last.at.toISOString()}).`
      : 'The log has no lines.',
  ];
  if (head && head.seq > 0) said.push(`Head: ${head.seq} ${head.hash}`);
  if (kept !== null) said.push(`The hash that you kept is that of line ${kept}.`);
  said.push(...breaks.map(tellBreak));
  said.push(breaks.length === 0 ? 'The chain is whole.' : `The chain is broken in ${breaks.length} places.`);
  return said.join('\n');
}

function tellBreak(broken: AuditBreak): string {
  switch (broken.kind) {
    case 'missing':
      return `MISSING: ${stretch(broken)}.`;
    case 'cut-tail':
      return `CUT OFF: ${stretch(broken)} at the end.`;
    case 'changed':
      return `CHANGED: ${stretch(broken)}.`;
    case 'reordered':
      return `REORDERED: line ${broken.at} was written as line ${broken.belongs}.`;
    case 'other-secret':
      return `OTHER SECRET: ${stretch(broken)}; judge them with the SECRET of that time.`;
    case 'unlinked':
      return `UNLINKED: line ${broken.at} was written after another line than the one before it.`;
    case 'head-missing':
      return 'HEAD MISSING: lines may have been cut off at the end.';
    case 'head-changed':
      return 'HEAD CHANGED: lines may have been cut off at the end.';
    case 'emptied':
      return 'EMPTIED: the log has neither lines nor a head, but people work here.';
    case 'found-broken':
      return `FOUND BROKEN: ${foundAt[broken.found] ?? broken.found} when line ${broken.at} was written.`;
    case 'head-elsewhere':
      return `HEAD: line ${broken.at} is not the one that the head names.`;
    default:
      return `KEPT HEAD: no line has the hash ${broken.hash}.`;
  }
}

const foundAt: Partial<Record<string, string>> = {
  'head-missing': 'the head was missing',
  'head-changed': 'the seal of the head did not fit',
  emptied: 'the log was empty, but people worked here,',
  'turned-back': 'the log ended before a line that the server had written',
};

const stretch = ({ from, to }: { from: number; to: number }) =>
  from === to ? `line ${from}` : `lines ${from} to ${to}`;

/** One sentence for the person at the terminal. Anything that is nobody's mistake is shown whole. */
function tell(error: unknown): string {
  if (error instanceof UsageError) return `${error.message} See npm run audit -- --help.`;
  if (error instanceof ConfigError || isStoreError(error)) return error.message;
  const { code, path } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return `${path} exists already: choose another name.`;
  if (path !== undefined) return `${path} cannot be written (${code ?? 'unknown reason'}).`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function main(): Promise<number> {
  const asked = readCommand(process.argv.slice(2), options, commands);
  if (!asked) {
    process.stdout.write(usage);
    return 0;
  }
  return withContext(process.env, async (context) => {
    // Nobody may have started the server yet, and an export is recorded.
    await ensureIndexes(context.store.connection);
    return asked.command.run(context, asked.given);
  });
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${tell(error)}\n`);
    process.exit(2);
  },
);
