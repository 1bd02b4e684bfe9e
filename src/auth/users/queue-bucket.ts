import { isIP } from 'node:net';

/** The bucket of work without a request, such as calls of the application and the command line. */
export const APPLICATION_BUCKET = 'application';

const UNKNOWN_BUCKET = 'unknown address';

/** Prefixes whose last 32 bits are an IPv4 address: mapped (RFC 4291) and translated (RFC 6052). */
const EMBEDS_IPV4 = /^(0:0:0:0:0:ffff|64:ff9b:0:0:0:0):([\da-f]+):([\da-f]+)$/;

/**
 * Returns the bucket of the hash queue in which a client's log-ins wait.
 *
 * @param ip null, or a text that is not an address, for a client whose address is unknown
 * @returns the IPv4 address; the /64 of an IPv6 address, which belongs to one subscriber; or one
 *   bucket for all unknown addresses
 */
export function bucketOf(ip: string | null): string {
  const address = (ip ?? '').split('%', 1)[0]!;
  const version = isIP(address);
  if (version === 0) return UNKNOWN_BUCKET;
  return version === 4 ? address : bucketOfIpv6(groupsOf(address));
}

/**
 * Returns the network whose buckets share their turns.
 *
 * @returns the /48 of a /64, because a subscriber or a rented server often has 256 to 65,536 of them;
 *   any other bucket itself
 */
export const networkOf = (bucket: string): string => bucket.replace(/:[^:]+::\/64$/, '::/48');

function bucketOfIpv6(groups: readonly string[]): string {
  const [, , high, low] = EMBEDS_IPV4.exec(groups.join(':')) ?? [];
  if (high === undefined || low === undefined) return `${groups.slice(0, 4).join(':')}::/64`;
  return [high, low].flatMap(bytesOf).join('.');
}

/** @returns eight groups in lower case, without leading zeros */
function groupsOf(address: string): string[] {
  // The URL standard's serializer normalizes dotted endings and capitals.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head, tail ?? ''].map((text) => text.split(':').filter(Boolean));
  const missing = 8 - before!.length - after!.length;
  return [...before!, ...Array<string>(missing).fill('0'), ...after!];
}

function bytesOf(group: string): number[] {
  const value = parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
