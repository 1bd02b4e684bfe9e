import type { Socket } from 'node:net';
import type { Server } from 'node:tls';

/**
 * Calls `onSecure` after each handshake, with the socket of TLS and the one of the network below it.
 * Node does not expose the second, but both have the same remote address and port.
 */
export function followHandshakes(
  server: Server,
  onSecure: (secure: Socket, network: Socket | undefined) => void,
): void {
  const handshakes = new Map<string, Socket>();
  server.on('connection', (socket: Socket) => {
    const end = endOf(socket);
    handshakes.set(end, socket);
    socket.once('close', () => handshakes.get(end) === socket && handshakes.delete(end));
  });
  server.on('secureConnection', (secure) => onSecure(secure, handshakes.get(endOf(secure))));
}

const endOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`;
