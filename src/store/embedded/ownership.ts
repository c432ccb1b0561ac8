import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Database } from 'lmdb';
import { decode, encodeDocument } from './raw.js';

/** The process that serves a folder. */
export interface Owner {
  pid: number;
  socket: string;
}

const ownerKey = Buffer.from('\0\0\0\0o');
const bootFile = '/proc/sys/kernel/random/boot_id';

/** When a process started, in the kernel's ticks, so that a number that was given out again is not mistaken for it. */
function startOf(pid: number): string | undefined {
  try {
    const boot = readFileSync(bootFile, 'utf8').trim();
    return `${boot} ${readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)!.split(' ')[19]}`;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number, start: string | undefined): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const now = startOf(pid);
  return now === undefined || start === undefined || now === start;
}

/** Does a server answer on this socket? */
export function isAnswering(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = connect(socket);
    connection.setTimeout(1000, () => connection.destroy());
    connection
      .once('connect', () => resolve(true))
      .once('error', () => resolve(false))
      .once('close', () => resolve(false));
    connection.once('connect', () => connection.destroy());
  });
}

/**
 * Makes this process the folder's owner. LMDB lets two processes at one folder for this moment; its write lock makes
 * the claim atomic. An owner that was killed is succeeded at once.
 *
 * @throws an error with code STORE_IN_USE while another one lives
 */
export async function claimFolder(db: Database<Buffer, Buffer>, owner: Owner): Promise<void> {
  const mine = encodeDocument({ ...owner, start: startOf(owner.pid), claimed: process.hrtime.bigint() });
  for (;;) {
    db.resetReadTxn();
    const seen = db.get(ownerKey);
    if (seen) {
      const { pid, socket, start } = decode(seen);
      const isOther = pid !== owner.pid || socket !== owner.socket;
      const isAlive =
        (isOther && isRunning(pid as number, start as string | undefined)) ||
        (await isAnswering(socket as string));
      if (isAlive) throw Object.assign(new Error(`process ${pid}`), { code: 'STORE_IN_USE' });
    }
    const won = db.transactionSync(() => {
      const now = db.get(ownerKey);
      const unchanged = seen ? now?.equals(seen) : now === undefined;
      if (unchanged) db.putSync(ownerKey, mine);
      return unchanged;
    });
    if (won) return;
  }
}

/** Lets go of the folder, so that the next server need not ask whether this process lives. */
export function releaseFolder(db: Database<Buffer, Buffer>): void {
  db.transactionSync(() => db.removeSync(ownerKey));
}
