import type { ClientInfo } from '../domain/session.js';

/** Fastify's requests have an id, Express's have none. */
interface IdentifiedRequest {
  id?: unknown;
}

/** For the log alone: it is no part of what is known, stored or told of a client. */
const requestIds = new WeakMap<ClientInfo, string>();

/** @returns undefined where the platform gives none */
export const idOf = ({ id }: IdentifiedRequest): string | undefined =>
  typeof id === 'string' ? id : undefined;

export function rememberRequest(client: ClientInfo, request: IdentifiedRequest): ClientInfo {
  const id = idOf(request);
  if (id !== undefined) requestIds.set(client, id);
  return client;
}

/**
 * By which request a client came. Handed down with the client, because AsyncLocalStorage would cost
 * every request of Node 20 more than all else together.
 */
export const requestIdOf = (client: ClientInfo | null): string | undefined =>
  client === null ? undefined : requestIds.get(client);
