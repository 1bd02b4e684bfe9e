import type { ClientInfo } from './session.js';

/** Fastify's requests have an ID, Express's have none. */
interface IdentifiedRequest {
  id?: unknown;
}

/**
 * A client with the ID of its request, only for the log. The field is private, so that neither a
 * session nor an event, which copy the client, contains it.
 */
class RequestClient implements ClientInfo {
  readonly ip: string | null;
  readonly userAgent: string | null;
  readonly #requestId: string;

  constructor({ ip, userAgent }: ClientInfo, requestId: string) {
    this.ip = ip;
    this.userAgent = userAgent;
    this.#requestId = requestId;
  }

  static requestIdOf(client: ClientInfo): string | undefined {
    return #requestId in client ? client.#requestId : undefined;
  }
}

/** @returns undefined if the platform sets no ID */
export const idOf = ({ id }: IdentifiedRequest): string | undefined =>
  typeof id === 'string' ? id : undefined;

/** Returns the client with the ID of the request. */
export function withRequestId(client: ClientInfo, request: IdentifiedRequest): ClientInfo {
  const id = idOf(request);
  return id === undefined ? client : new RequestClient(client, id);
}

/**
 * Returns the ID of the client's request. It is passed with the client, because AsyncLocalStorage
 * in Node 20 would cost more per request than all other work.
 */
export const requestIdOf = (client: ClientInfo | null | undefined): string | undefined =>
  client === null || client === undefined ? undefined : RequestClient.requestIdOf(client);
