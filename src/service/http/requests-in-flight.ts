import type { RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { resetConnection } from './reset-connection.js';

/** Number of ignored requests after which the connection is reset. */
const MAX_IGNORED_REQUESTS = 1_000;

interface State {
  inFlight: number;
  /** A response will close the connection, so later requests are ignored (RFC 9112 §9.6). */
  isClosing: boolean;
  ignored: number;
}

/**
 * Limits the requests of one connection that have no complete response. Node itself reads and
 * dispatches pipelined requests as long as no response waits for the client.
 *
 * The response that reaches the limit carries `Connection: close`. A client that pipelined more
 * sends them again on another connection (RFC 9112 §9.3.2).
 */
export function limitRequestsInFlight(handle: RequestListener, max: number): RequestListener {
  const states = new WeakMap<Socket, State>();

  const addState = (socket: Socket): State => {
    const state = { inFlight: 0, isClosing: false, ignored: 0 };
    states.set(socket, state);
    return state;
  };

  return (request, response) => {
    const { socket } = request;
    const state = states.get(socket) ?? addState(socket);
    if (state.isClosing) {
      if (++state.ignored === MAX_IGNORED_REQUESTS) resetConnection(socket);
      return;
    }
    response.once('close', () => state.inFlight--);
    state.isClosing = ++state.inFlight === max;
    if (state.isClosing) response.setHeader('Connection', 'close');
    handle(request, response);
  };
}
