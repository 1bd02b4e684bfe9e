import { createHmac, type KeyObject } from 'node:crypto';
import { addressRangeOf, networkOf, UNKNOWN_ADDRESS } from '../address-range.js';

/** The keys of a log-in before its user is looked up. They do not contain the name or the address. */
export interface ClientSubject {
  /** The name, from one address. */
  readonly name: string;
  /** An IPv4 address, or the /64 of an IPv6 address. */
  readonly address: string;
  /** The /48 of an IPv6 address; undefined for IPv4. */
  readonly network: string | undefined;
}

/** The keys of a log-in whose user was looked up. */
export interface AccountSubject {
  readonly account: string;
  /** The account from one address. */
  readonly pair: string;
  /** The account from the /48 of an IPv6 address; undefined for IPv4. */
  readonly networkPair: string | undefined;
}

/** 132 bits of the HMAC. */
const KEY_LENGTH = 22;

/**
 * Returns the keys of a log-in. They are HMACs, because people type passwords into the field for the
 * name, and a table contains the keys.
 *
 * @param secret of the tokens
 * @param username `spellingKeyOf` the name that the client sent
 * @param ip null, or a text that is not an address, if it is unknown
 */
export function clientSubjectOf(
  secret: KeyObject,
  username: string,
  ip: string | null,
): ClientSubject {
  const { range, network } = rangesOf(ip);
  return {
    name: keyOf(secret, 'name', `${range} ${username}`),
    address: keyOf(secret, 'address', range),
    network: network === undefined ? undefined : keyOf(secret, 'network', network),
  };
}

/**
 * Returns the keys of the account to which a log-in belongs, so that several spellings of a name, and
 * the email address, count as one.
 *
 * @param account the ID of the user, or `spellingKeyOf` the name that no user has
 */
export function accountSubjectOf(
  secret: KeyObject,
  account: { readonly userId: string } | { readonly unknownName: string },
  ip: string | null,
): AccountSubject {
  const { range, network } = rangesOf(ip);
  const name = 'userId' in account ? `user ${account.userId}` : `name ${account.unknownName}`;
  return {
    account: keyOf(secret, 'account', name),
    pair: keyOf(secret, 'pair', `${range} ${name}`),
    networkPair: network === undefined ? undefined : keyOf(secret, 'pair', `${network} ${name}`),
  };
}

/** @returns the /48 only for IPv6 */
function rangesOf(ip: string | null) {
  const range = addressRangeOf(ip) ?? UNKNOWN_ADDRESS;
  const network = networkOf(range);
  return { range, network: network === range ? undefined : network };
}

const keyOf = (secret: KeyObject, kind: string, value: string): string =>
  createHmac('sha256', secret)
    .update(`keyturn throttle ${kind} ${value}`)
    .digest('base64url')
    .slice(0, KEY_LENGTH);
