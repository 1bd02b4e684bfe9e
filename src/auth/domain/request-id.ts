import type { ClientInfo } from './session.js';

/** Fastify's requests have an ID, Express's have none. */
interface IdentifiedRequest {
  id?: unknown;
}

/** Only for the log. Neither the session nor an event contains the ID. */
const requestIds = new WeakMap<ClientInfo, string>();

/** @returns undefined if the platform sets no ID */
export const idOf = ({ id }: IdentifiedRequest): string | undefined =>
  typeof id === 'string' ? id : undefined;

/** Stores the ID of the request with its client. */
export function withRequestId(client: ClientInfo, request: IdentifiedRequest): ClientInfo {
  const id = idOf(request);
  if (id !== undefined) requestIds.set(client, id);
  return client;
}

/**
 * Returns the ID of the client's request. It is passed with the client, because AsyncLocalStorage
 * in Node 20 would cost more per request than all other work.
 */
export const requestIdOf = (client: ClientInfo | null): string | undefined =>
  client === null ? undefined : requestIds.get(client);
