import { BlockList, isIP } from 'node:net';

/**
 * Addresses that are not of the public internet, by the registries of special purpose addresses
 * (RFC 6890): this machine, private and shared networks, link-local (metadata of clouds), multicast,
 * documentation, and IPv6 prefixes that embed an IPv4 address.
 */
const IPV4: readonly [network: string, prefix: number][] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** The only global unicast range. */
const PUBLIC_IPV6: readonly [network: string, prefix: number] = ['2000::', 3];

/** Within the global range: Teredo and other protocols, documentation, and 6to4. */
const IPV6: readonly [network: string, prefix: number][] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

/** Metadata services of clouds that have an address of a public range. */
const METADATA = ['168.63.129.16', '100.100.100.200'];

/** The addresses that are refused, and the range of public IPv6 addresses. */
function createLists() {
  const blocked = new BlockList();
  for (const [network, prefix] of IPV4) blocked.addSubnet(network, prefix, 'ipv4');
  for (const [network, prefix] of IPV6) blocked.addSubnet(network, prefix, 'ipv6');
  for (const address of METADATA) blocked.addAddress(address, 'ipv4');
  const publicIpv6 = new BlockList();
  publicIpv6.addSubnet(...PUBLIC_IPV6, 'ipv6');
  return { blocked, publicIpv6 };
}

let lists: ReturnType<typeof createLists> | undefined;

const MAPPED = /^::ffff:(?=\d+\.)/i;

/**
 * Checks whether an address is not one of the public internet. Returns true for a text that is not an
 * address.
 */
export function isPrivateAddress(text: string): boolean {
  const address = text.replace(MAPPED, '');
  // Created at the first use: most services have no webhook.
  lists ??= createLists();
  const { blocked, publicIpv6 } = lists;
  switch (isIP(address)) {
    case 4:
      return blocked.check(address, 'ipv4');
    case 6:
      // Mapped, translated and link-local addresses are outside the global range.
      return !publicIpv6.check(address, 'ipv6') || blocked.check(address, 'ipv6');
    default:
      return true;
  }
}

/** Returns the address in the host of a URL; undefined if the host is a name. */
export function addressOfHost(hostname: string): string | undefined {
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return isIP(host) === 0 ? undefined : host;
}
