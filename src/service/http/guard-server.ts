import type { RequestListener, Server } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Server as TlsServer } from 'node:tls';
import type { ConnectionLimits } from './connection-limits.js';
import { limitRequestsInFlight } from './requests-in-flight.js';
import { trackNetworkSockets } from './reset-connection.js';
import { StalledResponses } from './stalled-responses.js';

const MAX_CHECK_INTERVAL_MS = 1_000;

/**
 * Enforces the limits that Node does not enforce by itself: open connections, requests in flight,
 * and responses that clients do not read.
 *
 * @param server with its request listeners
 * @returns the watched responses of its connections
 */
export function guardServer(server: Server, limits: ConnectionLimits): StalledResponses {
  limitConnections(server, limits);
  limitListeners(server, limits.maxRequestsInFlight);
  trackNetworkSockets(server);
  const responses = new StalledResponses(limits.responseStallMs, () => performance.now());
  server.on(connectionEvent(server), (socket: Socket) => responses.watch(socket));
  checkRegularly(server, responses, limits.responseStallMs);
  return responses;
}

/**
 * Node closes further connections itself. On a shared port it would pass them from worker to worker
 * in an endless loop while all are full.
 */
function limitConnections(
  server: Server,
  { maxConnections, isPortShared }: ConnectionLimits,
): void {
  if (isPortShared !== true) return void (server.maxConnections = maxConnections);
  let open = 0;
  server.on('connection', (socket: Socket) => {
    open++;
    socket.once('close', () => open--);
    if (open > maxConnections) socket.destroy();
  });
}

/** With TLS the response is written to another socket than the one of the network. */
const connectionEvent = (server: Server): string =>
  server instanceof TlsServer ? 'secureConnection' : 'connection';

function limitListeners(server: Server, max: number): void {
  for (const listener of server.listeners('request') as RequestListener[]) {
    server.off('request', listener);
    server.on('request', limitRequestsInFlight(listener, max));
  }
}

function checkRegularly(server: Server, responses: StalledResponses, limitMs: number): void {
  const intervalMs = Math.min(MAX_CHECK_INTERVAL_MS, limitMs / 4);
  const checking = setInterval(() => responses.check(), intervalMs).unref();
  server.once('close', () => clearInterval(checking));
}
