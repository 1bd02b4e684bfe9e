import { createHmac, type KeyObject } from 'node:crypto';
import { addressRangeOf, networkOf } from '../address-range.js';

/** The keys under which an attempt is counted. They do not contain the name or the address. */
export interface ThrottleSubject {
  readonly account: string;
  /** The account and the network together: an attacker's /48 counts as one address. */
  readonly pair: string;
  /** An IPv4 address, or the /64 of an IPv6 address. */
  readonly address: string;
  /** The /48 of an IPv6 address; undefined for IPv4. */
  readonly network: string | undefined;
}

/** 132 bits of the HMAC. */
const KEY_LENGTH = 22;

const UNKNOWN_ADDRESS = 'unknown address';

/**
 * Returns the keys of an attempt. They are HMACs, because people type passwords into the field for
 * the name, and a table contains the keys.
 *
 * @param secret of the tokens
 * @param username as the client sent it. Names that a database may treat as equal get the same key.
 * @param ip null, or a text that is not an address, if it is unknown
 */
export function throttleSubjectOf(
  secret: KeyObject,
  username: string,
  ip: string | null,
): ThrottleSubject {
  const range = addressRangeOf(ip) ?? UNKNOWN_ADDRESS;
  const network = networkOf(range);
  const name = comparableName(username);
  return {
    account: keyOf(secret, 'account', name),
    pair: keyOf(secret, 'pair', `${network} ${name}`),
    address: keyOf(secret, 'address', range),
    network: network === range ? undefined : keyOf(secret, 'network', network),
  };
}

/** Collations ignore case, accents, white space and invisible characters, each in its own way. */
const comparableName = (username: string): string =>
  username
    .normalize('NFKD')
    .replace(/[\p{M}\p{Cf}\s]/gu, '')
    .toUpperCase()
    .toLowerCase();

const keyOf = (secret: KeyObject, kind: string, value: string): string =>
  createHmac('sha256', secret)
    .update(`keyturn throttle ${kind} ${value}`)
    .digest('base64url')
    .slice(0, KEY_LENGTH);
