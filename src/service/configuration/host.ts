import { isIP } from 'node:net';

export const HOST_RULE =
  'must be an address such as 127.0.0.1, 0.0.0.0 or ::, or the name of a host: ' +
  'no scheme, no port, no brackets and no space';

/** Labels of RFC 1123, and `_`, which hosts do have. */
const HOST_NAME = /^(?!-)[\w-]{1,63}(?:\.[\w-]{1,63})*$/;

/** A name that ends in a number would be an address, and is none. */
const ENDS_IN_A_NUMBER = /(?:^|\.)\d+$/;

/** @returns null when it is neither an address nor a name */
export function parseHost(text: string): string | null {
  const isName = HOST_NAME.test(text) && !ENDS_IN_A_NUMBER.test(text);
  return isIP(text) !== 0 || isName ? text : null;
}

const EVERYWHERE = ['0.0.0.0', '::'];

/** Whether a port of the one host is a port of the other. */
export const isSameHost = (one: string, other: string): boolean =>
  one === other || EVERYWHERE.includes(one) || EVERYWHERE.includes(other);
