import type { Server, Socket } from 'node:net';
import { Server as TlsServer, TLSSocket } from 'node:tls';
import { followHandshakes } from '../tls/handshakes.js';

const networkSockets = new WeakMap<Socket, Socket>();

/** Makes `resetConnection` work for the later connections of a server that serves HTTPS. */
export function trackNetworkSockets(server: Server): void {
  if (!(server instanceof TlsServer)) return;
  followHandshakes(server, (secure, network) => {
    if (network !== undefined) networkSockets.set(secure, network);
  });
}

/**
 * Resets a connection, so that the operating system drops its pending bytes. Node throws for a socket
 * of TLS, so the socket of the network below it is reset.
 */
export function resetConnection(socket: Socket): void {
  if (!(socket instanceof TLSSocket)) return void socket.resetAndDestroy();
  // Not while Node parses a request of this socket: it would use the parser that the reset frees.
  setImmediate(() => {
    networkSockets.get(socket)?.resetAndDestroy();
    socket.destroy();
  });
}
