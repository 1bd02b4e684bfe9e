import { type ClientInfo, UNKNOWN_CLIENT } from './session.js';
import { isStorable, toStorable } from './text.js';

/**
 * Reads a client that an application passes. The type allows strings and null, but Express's
 * `req.ip` and a header can be undefined. Other members must not reach events or a store, where they
 * could name another user or session.
 *
 * @returns `client` itself if it has only the members of its type; otherwise a copy of them
 */
export function clientInfoOf(client: ClientInfo | null | undefined): ClientInfo {
  if (client === null || client === undefined) return UNKNOWN_CLIENT;
  const { ip, userAgent } = client;
  const isExact = isStored(ip) && isStored(userAgent) && Object.keys(client).length === 2;
  return isExact ? client : { ip: storedText(ip), userAgent: storedText(userAgent) };
}

const isStored = (value: string | null): boolean =>
  value === null || (typeof value === 'string' && isStorable(value));

const storedText = (value: unknown): string | null =>
  typeof value === 'string' ? toStorable(value) : null;
