import { addressRangeOf, UNKNOWN_ADDRESS } from '../domain/address-range.js';

/** The bucket of work without a request, such as calls of the application and the command line. */
export const APPLICATION_BUCKET = 'application';

/**
 * Returns the bucket of the hash queue in which a client's log-ins wait.
 *
 * @param ip null, or a text that is not an address, for a client whose address is unknown
 * @returns the `addressRangeOf` the client, or one bucket for all unknown addresses
 */
export const bucketOf = (ip: string | null): string => addressRangeOf(ip) ?? UNKNOWN_ADDRESS;
