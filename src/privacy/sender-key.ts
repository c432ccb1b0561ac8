import { ipKeyGenerator } from 'express-rate-limit';
import type { Config } from '../config.js';
import { addressKey } from '../web/request.js';

/** A household or a mobile cell has at least this much of IPv6. */
const ipv6Subnet = 56;

/** How long a report remembers from where it came: long enough to notice that a source sends rubbish. */
export const keepSenderDays = 7;

/**
 * Stands for where a report came from on one day (UTC), without telling it: reports of one source share it, and the next
 * day it is another. Only whoever knows SECRET and the address can make it again, as a block of a source must.
 *
 * @param ip as Express gives it.
 * @param day any moment of the day.
 * @returns 32 hex digits.
 */
export function senderKey(config: Config, ip: string | undefined, day: Date): string {
  return addressKey(config, { ip: ipKeyGenerator(ip ?? '', ipv6Subnet) }, day);
}
