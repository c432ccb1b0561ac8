import { createHmac } from 'node:crypto';
import type { Config } from '../config.js';
import { keyFor } from '../privacy/secret-keys.js';
import { keepSenderDays, senderKey } from '../privacy/sender-key.js';
import { blockTimes } from './block.schema.js';

const day = 24 * 60 * 60 * 1000;
/**
 * So far back goes the day of a report whose source is still blocked: reports remember their source for some days, and a
 * block holds for some more.
 */
const mostDays = keepSenderDays + blockTimes['90d'] / day + 1;

/** A block's key for what stands for a report's address. */
export const addressOfReport = (sender: string): string => `address ${sender}`;

/**
 * Every key by which the address that asks now may be blocked: what stands for it changes daily, so that of each day is
 * made again.
 *
 * @param ip as Express gives it.
 */
export function addressKeys(config: Config, ip: string | undefined, now: Date): string[] {
  return Array.from({ length: mostDays + 1 }, (_, back) =>
    addressOfReport(senderKey(config, ip, new Date(now.getTime() - back * day))),
  );
}

/** A block's key for an e-mail address: HMAC-SHA-256, keyed from SECRET. */
export function contactKey({ secret }: Pick<Config, 'secret'>, email: string): string {
  const stands = createHmac('sha256', keyFor(secret, 'blocked contact'))
    .update(email.trim().toLowerCase())
    .digest('hex');
  return `contact ${stands.slice(0, 32)}`;
}
