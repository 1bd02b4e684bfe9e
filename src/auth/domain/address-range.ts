/** Prefixes whose last 32 bits are an IPv4 address: mapped (RFC 4291) and translated (RFC 6052). */
const EMBEDS_IPV4 = /^(0:0:0:0:0:ffff|64:ff9b:0:0:0:0):([\da-f]+):([\da-f]+)$/;

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

const IPV6_CHARACTERS = /^[\da-f:.]+$/i;

/** Stands for the range of every client whose address is unknown. */
export const UNKNOWN_ADDRESS = 'unknown address';

/**
 * Returns the range of addresses that one subscriber has.
 *
 * @returns an IPv4 address itself; the /64 of an IPv6 address, without its zone; null for a text that
 *   is not an address
 */
export function addressRangeOf(ip: string | null): string | null {
  const address = (ip ?? '').split('%', 1)[0]!;
  if (IPV4.test(address)) return address;
  const isIpv6 = IPV6_CHARACTERS.test(address) && URL.canParse(`http://[${address}]`);
  return isIpv6 ? rangeOfIpv6(groupsOf(address)) : null;
}

/**
 * Returns the network of a range.
 *
 * @param range the result of {@link addressRangeOf}, or any other text
 * @returns the /48 of a /64, because a subscriber or a rented server often has 256 to 65,536 of them;
 *   any other text itself
 */
export const networkOf = (range: string): string => range.replace(/:[^:]+::\/64$/, '::/48');

function rangeOfIpv6(groups: readonly string[]): string {
  const [, , high, low] = EMBEDS_IPV4.exec(groups.join(':')) ?? [];
  if (high === undefined || low === undefined) return `${groups.slice(0, 4).join(':')}::/64`;
  return [high, low].flatMap(bytesOf).join('.');
}

/** @returns eight groups in lower case, without leading zeros */
function groupsOf(address: string): string[] {
  // The URL standard's serializer normalizes dotted endings and capitals.
  const [head, tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const [before, after] = [head!, tail ?? ''].map((text) => text.split(':').filter(Boolean));
  const missing = 8 - before!.length - after!.length;
  return [...before!, ...Array<string>(missing).fill('0'), ...after!];
}

function bytesOf(group: string): number[] {
  const value = parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
