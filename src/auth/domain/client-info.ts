import { type ClientInfo, NOWHERE } from './session.js';
import { isStorable } from './storable-text.js';

/**
 * Reads a client that an application's own code passes on. The type promises two texts or null, but
 * Express's `req.ip` and a header can be undefined. Members beside the two must not reach events,
 * nor a store, where they could name another user or session.
 *
 * @returns `client` itself when it has the members of its type alone; otherwise a copy of them
 */
export function clientInfoOf(client: ClientInfo | null | undefined): ClientInfo {
  if (client === null || client === undefined) return NOWHERE;
  const { ip, userAgent } = client;
  const isExact = isStored(ip) && isStored(userAgent) && Object.keys(client).length === 2;
  return isExact ? client : { ip: storedText(ip), userAgent: storedText(userAgent) };
}

const isStored = (value: string | null): boolean =>
  value === null || (typeof value === 'string' && isStorable(value));

const storedText = (value: unknown): string | null =>
  typeof value === 'string' ? value.replace(/\0|\p{Surrogate}/gu, '\ufffd') : null;
