import { isIP, isIPv6 } from 'node:net';

/** The maximum length of an address with its zone, whose length no standard limits. */
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
  if (isAddress(text)) return text;
  if (text.length > 2 * ADDRESS_LENGTH) return null;
  const [, v4, v6 = IN_BRACKETS.exec(text)?.[1]] = WITH_PORT.exec(text) ?? [];
  if (v6 !== undefined && !isIPv6(v6)) return null;
  const address = v4 ?? v6 ?? '';
  return isAddress(address) ? address : null;
}

const isAddress = (text: string): boolean => text.length <= ADDRESS_LENGTH && isIP(text) !== 0;

/**
 * Returns the client's address from the request, or null if it is not an address. Behind a proxy
 * that appends to its header instead of replacing it, the client can send any text.
 */
export const clientAddress = ({ ip = '' }: { ip?: string }): string | null => addressIn(ip);
