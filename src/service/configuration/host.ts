import { isIP } from 'node:net';

export const HOST_RULE =
  'must be an address such as 127.0.0.1, 0.0.0.0 or ::, or a host name, ' +
  'without a scheme, port, brackets or spaces';

/** Labels of RFC 1123, and `_`, which some host names contain. */
const HOST_NAME = /^(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})*$/;

/** A name that ends in a number is an invalid IPv4 address (WHATWG URL, "ends in a number"). */
const ENDS_IN_A_NUMBER = /(?:^|\.)\d+$/;

/** @returns null when the text is neither an address nor a host name */
export function parseHost(text: string): string | null {
  const isName = HOST_NAME.test(text) && !ENDS_IN_A_NUMBER.test(text);
  return isIP(text) !== 0 || isName ? text : null;
}

const ALL_ADDRESSES = ['0.0.0.0', '::'];

/** Checks whether a port of one host is also a port of the other. */
export const isSameHost = (one: string, other: string): boolean =>
  one === other || ALL_ADDRESSES.includes(one) || ALL_ADDRESSES.includes(other);
