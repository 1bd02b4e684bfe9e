import { BlockList, isIP } from 'node:net';
import { listOf } from '../text/list-of.js';

/** The number of proxies in front, or their addresses and ranges; undefined when there are none. */
export type TrustedProxies = number | readonly string[] | undefined;

export const TRUST_PROXY_RULE =
  'must be the number of proxies in front (0 to 9), or their addresses such as 10.0.0.0/8 or ' +
  'loopback, linklocal and uniquelocal, separated by commas. Ranges larger than /8 (IPv6: /16, ' +
  'fc00::/7 excepted) would let any client claim any address. Write IPv4-mapped IPv6 addresses as IPv4';

/** The names that Express and Fastify accept. */
const NAMED_RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * @returns the number of hops, or addresses and ranges; undefined when no proxy is trusted; null when
 *   the text is invalid, or when it would let every client claim any address
 */
export function parseTrustProxy(text: string): TrustedProxies | null {
  if (/^\d$/.test(text)) return Number(text) || undefined;
  const ranges = listOf(text).flatMap((one) => NAMED_RANGES[one] ?? [one]);
  return ranges.length > 0 && ranges.every(isRange) ? ranges : null;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || address.includes('%')) return false;
  const maxLength = version === 4 ? 32 : 128;
  const length = bits === undefined ? maxLength : lengthOf(bits);
  if (!(length >= minLength(address) && length <= maxLength)) return false;
  return version === 4 || !includesMapped(text, address);
}

const lengthOf = (bits: string): number => (/^[1-9]\d{0,2}$/.test(bits) ? Number(bits) : NaN);

/** All global IPv6 addresses are in 2000::/3, and most of those in use are in one /7 of it. */
function minLength(address: string): number {
  if (isIP(address) === 4) return 8;
  return PRIVATE_IPV6.check(address, 'ipv6') ? 7 : 16;
}

const PRIVATE_IPV6 = blockListOf(['fc00::/7', 'fe80::/10']);

/** Checks whether the range contains `::ffff:0:0/96`, which stands for every IPv4 address. */
const includesMapped = (range: string, address: string): boolean =>
  MAPPED_IPV4.check(address, 'ipv6') || blockListOf([range]).check('::ffff:0:0', 'ipv6');

const MAPPED_IPV4 = blockListOf(['::ffff:0:0/96']);

/**
 * Checks whether the proxy at a hop is trusted to have written the next entry of the header. Hop 0 is
 * the peer.
 */
export type IsTrusted = (address: string | null | undefined, hop: number) => boolean;

export function trustOf(proxies: TrustedProxies): IsTrusted {
  if (proxies === undefined) return () => false;
  if (typeof proxies === 'number') return (_address, hop) => hop < proxies;
  const list = blockListOf(proxies);
  return (address) => {
    const version = isIP(address ?? '');
    return version !== 0 && list.check(address!, version === 4 ? 'ipv4' : 'ipv6');
  };
}

function blockListOf(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = '', bits] = range.split('/');
    const family = isIP(address) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list;
}
