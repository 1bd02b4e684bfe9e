import { lookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPrivateAddress } from './private-address.js';

/** The receiver has only private addresses. */
export class PrivateAddressError extends Error {
  override readonly name = 'PrivateAddressError';
  readonly code = 'PRIVATE_ADDRESS';
}

type Resolve = (
  hostname: string,
  options: { all: true; family?: number | 'IPv4' | 'IPv6' | undefined; hints?: number | undefined },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Creates a look-up that returns only public addresses. The connection uses its result, so a name
 * server cannot return another address after the check (DNS rebinding).
 */
export const checkedLookup =
  (resolve: Resolve = lookup): LookupFunction =>
  (hostname, { all, family, hints }, callback) =>
    resolve(hostname, { all: true, family, hints }, (error, addresses) => {
      if (error !== null) return callback(error, []);
      const allowed = addresses.filter(({ address }) => !isPrivateAddress(address));
      const [first] = allowed;
      if (first === undefined) return callback(new PrivateAddressError(), []);
      if (all === true) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
