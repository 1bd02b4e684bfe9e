import { isIP } from 'node:net';

/** Of the longest address there is, with its zone; the zone may be as long as its sender likes. */
const ADDRESS_LENGTH = 64;

/**
 * What the platform takes for the client's address, if it is one: behind a proxy it is a text out of
 * a header, and a proxy that adds to the header instead of replacing it lets the client write it.
 */
export const clientAddress = ({ ip = '' }: { ip?: string }): string | null =>
  ip.length <= ADDRESS_LENGTH && isIP(ip) !== 0 ? ip : null;
