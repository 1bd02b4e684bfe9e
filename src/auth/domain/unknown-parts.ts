import { addressRangeOf } from './address-range.js';
import type { UnknownPart } from './auth-events.js';

/** A client as it is compared with others. */
export interface KnownClient {
  ip: string | null;
  /** In words; null if it is unknown. */
  device: string | null;
}

/**
 * Compares the client of a new session with those of earlier sessions.
 *
 * @returns the parts that no earlier client has. A part that the new client lacks is not unknown.
 */
export function unknownParts(client: KnownClient, earlier: readonly KnownClient[]): UnknownPart[] {
  const range = addressRangeOf(client.ip);
  const hasAddress = earlier.some(({ ip }) => addressRangeOf(ip) === range);
  const hasDevice = earlier.some(({ device }) => device === client.device);
  return [
    ...(range === null || hasAddress ? [] : (['address'] as const)),
    ...(client.device === null || hasDevice ? [] : (['device'] as const)),
  ];
}
