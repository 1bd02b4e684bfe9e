import { setMaxListeners } from 'node:events';
import { HttpException } from '@nestjs/common';

/** A socket, or a stream of HTTP/2. */
interface Connection {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

interface NodeRequest {
  socket?: object | null;
  /** Only in HTTP/2, whose socket serves other requests as well. */
  stream?: object;
}

/** Express's request is Node's own. Fastify's has it as `raw`. */
export type ClosableRequest = NodeRequest & {
  /** Node's request, in a request of Fastify. */
  raw?: NodeRequest;
};

/** 499, as in nginx: the client cannot read a response, and the server is not at fault. */
class ClientClosedRequest extends HttpException {
  constructor() {
    super({ detail: 'The client closed the connection.' }, 499);
  }
}

/** One signal per connection, because a client may pipeline any number of requests. */
const signals = new WeakMap<object, AbortSignal>();

/**
 * Returns a signal that is aborted when the connection of the request closes. Pass it to
 * `CredentialsService.authenticate` in your own route.
 *
 * @param request Express's or Fastify's
 * @returns undefined for a request without a connection, such as one that a test injects
 */
export function closeSignalOf(request: ClosableRequest): AbortSignal | undefined {
  const { stream, socket } = request.raw ?? request;
  const connection = stream ?? socket;
  return isConnection(connection) ? signalOf(connection) : undefined;
}

/**
 * Checks whether an error is the reason of the request's `closeSignalOf`.
 *
 * @throws {ClientClosedRequest} if it is
 */
export function throwIfClosed(error: unknown, request: ClosableRequest): void {
  if (error === closeSignalOf(request)?.reason) throw new ClientClosedRequest();
}

function signalOf(connection: Connection): AbortSignal {
  const known = signals.get(connection);
  if (known !== undefined) return known;
  const closing = new AbortController();
  // Each waiting request adds a listener, and Node 20 warns at eleven.
  setMaxListeners(Infinity, closing.signal);
  signals.set(connection, closing.signal);
  if (connection.destroyed) closing.abort();
  else connection.once('close', () => closing.abort());
  return closing.signal;
}

const isConnection = (value: object | null | undefined): value is Connection =>
  value !== null && value !== undefined && 'destroyed' in value && 'once' in value;
