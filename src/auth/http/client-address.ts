import { isIP, isIPv6 } from 'node:net';

/** Of the longest address there is, with its zone; the zone may be as long as its sender likes. */
const ADDRESS_LENGTH = 64;

/**
 * An IPv4 address with a port, or an IPv6 address in brackets with or without one (RFC 7239 §6).
 */
const WITH_PORT = /^(?:(\d{1,3}(?:\.\d{1,3}){3})|\[([^\]]+)\](?!$)):(?:\d{1,5}|_[\w.-]{1,32})$/;
const IN_BRACKETS = /^\[([^\]]+)\]$/;

/**
 * Reads an address as proxies write it: bare, with a port, or in brackets.
 *
 * @returns the address alone, or null if the text is not an address
 */
export function addressIn(text: string): string | null {
  if (text.length > 2 * ADDRESS_LENGTH) return null;
  const [, v4, v6 = IN_BRACKETS.exec(text)?.[1]] = WITH_PORT.exec(text) ?? [];
  if (v6 !== undefined && !isIPv6(v6)) return null;
  const address = v4 ?? v6 ?? text;
  return address.length <= ADDRESS_LENGTH && isIP(address) !== 0 ? address : null;
}

/**
 * What the platform takes for the client's address, if it is one: behind a proxy it is a text out
 * of a header, and a proxy that adds to the header instead of replacing it lets the client write
 * it.
 */
export const clientAddress = ({ ip = '' }: { ip?: string }): string | null => addressIn(ip);
