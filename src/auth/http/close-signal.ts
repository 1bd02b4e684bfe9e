import { setMaxListeners } from 'node:events';
import { HttpException } from '@nestjs/common';

/** A socket, or a stream of HTTP/2. */
interface Connection {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

interface NodeRequest {
  socket?: object | null;
  /** HTTP/2 alone: its socket serves other requests as well. */
  stream?: object;
}

/** Express's request is Node's own; Fastify's holds it. */
export type ClosableRequest = NodeRequest & { raw?: NodeRequest };

/** 499, as nginx logs it: no response can be read any more, and no fault of the server is counted. */
export class ClientClosedRequest extends HttpException {
  constructor() {
    super({ detail: 'The client closed the connection.' }, 499);
  }
}

/** One for each connection, not for each request: a client may pipeline any number of requests. */
const signals = new WeakMap<object, AbortSignal>();

/**
 * A signal that is aborted when the connection of the request closes: for
 * `CredentialsService.authenticate` in a route of the application's own.
 *
 * @param request Express's or Fastify's
 * @returns undefined for a request without a connection, such as one that a test injects
 */
export function closeSignalOf(request: ClosableRequest): AbortSignal | undefined {
  const { stream, socket } = request.raw ?? request;
  const connection = stream ?? socket;
  return isConnection(connection) ? signalOf(connection) : undefined;
}

function signalOf(connection: Connection): AbortSignal {
  const known = signals.get(connection);
  if (known !== undefined) return known;
  const closing = new AbortController();
  // Each request that waits listens, and Node 20 warns of eleven.
  setMaxListeners(Infinity, closing.signal);
  signals.set(connection, closing.signal);
  if (connection.destroyed) closing.abort();
  else connection.once('close', () => closing.abort());
  return closing.signal;
}

const isConnection = (value: object | null | undefined): value is Connection =>
  value !== null && value !== undefined && 'destroyed' in value && 'once' in value;
