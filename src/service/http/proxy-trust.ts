import { BlockList, isIP } from 'node:net';
import { listOf } from './list-of.js';

/** The number of proxies in front, or their addresses and ranges; undefined: none. */
export type TrustedProxies = number | readonly string[] | undefined;

export const TRUST_PROXY_RULE =
  'must be the number of proxies in front (0 to 9), or their addresses such as 10.0.0.0/8 or ' +
  'loopback, linklocal and uniquelocal, separated by commas. Ranges larger than /8 (IPv6: /7) ' +
  'would let any client claim any address';

/** As in Express and Fastify. */
const NAMED_RANGES: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/**
 * @returns the number of hops, or addresses and ranges; undefined if no proxy is trusted; null if
 *   the text is invalid, or would trust every client: a trusted peer can claim any address
 */
export function parseTrustProxy(text: string): TrustedProxies | null {
  if (/^\d$/.test(text)) return Number(text) || undefined;
  const ranges = listOf(text).flatMap((one) => NAMED_RANGES[one] ?? [one]);
  return ranges.length > 0 && ranges.every(isRange) ? ranges : null;
}

function isRange(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0 || isMapped(address)) return false;
  const [least, most] = version === 4 ? [8, 32] : [7, 128];
  return (
    bits === undefined ||
    (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) >= least && Number(bits) <= most)
  );
}

/** Rejects `::ffff:0:0/96`, which is every IPv4 address, and addresses with a zone. */
const isMapped = (address: string): boolean => /^::ffff:/i.test(address) || address.includes('%');

/**
 * Checks whether the proxy that sent the next header entry is trusted. Hop 0 is the peer itself.
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
