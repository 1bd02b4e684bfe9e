import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { followHandshakes } from '../tls/handshakes.js';
import { type ConnectionState, classifyConnection } from './classify-connection.js';

/** Tracks open connections and their pending requests. */
export class Connections {
  private readonly states = new Map<Socket, ConnectionState>();

  constructor(fastify: FastifyInstance) {
    const { server } = fastify;
    server.on('connection', (socket) => void this.stateOf(socket));
    if (server instanceof TlsServer) this.replaceSockets(server);
    fastify.addHook('onRequest', ({ raw }, _reply, done) => {
      // Injected requests have no socket. The event above covers only the first address of a host.
      if (raw.socket instanceof Socket) this.stateOf(raw.socket).pending++;
      done();
    });
    fastify.addHook('onResponse', ({ raw }, _reply, done) => {
      this.onResponse(raw.socket);
      done();
    });
  }

  /** Number of pending requests on all connections. */
  get pending(): number {
    return [...this.states.values()].reduce((sum, state) => sum + state.pending, 0);
  }

  /** Closes connections without pending requests that have been idle for `minIdleMs`. */
  closeIdle(minIdleMs: number): void {
    const now = performance.now();
    for (const [socket, state] of this.states) {
      if (classifyConnection(state, now, minIdleMs) === 'close') socket.destroySoon();
    }
  }

  private stateOf(socket: Socket): ConnectionState {
    const known = this.states.get(socket);
    if (known !== undefined) return known;
    const state = { pending: 0, idleSince: performance.now() };
    this.states.set(socket, state);
    socket.once('close', () => this.states.delete(socket));
    return state;
  }

  /** After the handshake the socket of TLS stands for the connection. */
  private replaceSockets(server: TlsServer): void {
    followHandshakes(server, (secure, network) => {
      if (network !== undefined) this.states.delete(network);
      this.stateOf(secure);
    });
  }

  private onResponse(socket: Socket): void {
    const state = this.states.get(socket);
    if (state === undefined) return;
    state.pending--;
    state.idleSince = performance.now();
  }
}
