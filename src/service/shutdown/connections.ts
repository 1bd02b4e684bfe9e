import { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import { type ConnectionState, classifyConnection } from './classify-connection.js';

/** The connections that are open, and what is owed on each. */
export class Connections {
  private readonly states = new Map<Socket, ConnectionState>();

  constructor(fastify: FastifyInstance) {
    fastify.server.on('connection', (socket) => void this.stateOf(socket));
    fastify.addHook('onRequest', ({ raw }, _reply, done) => {
      // What is injected has no socket; what came by a second address was not seen before.
      if (raw.socket instanceof Socket) this.stateOf(raw.socket).unanswered++;
      done();
    });
    fastify.addHook('onResponse', ({ raw }, _reply, done) => {
      this.answered(raw.socket);
      done();
    });
  }

  /** Requests that are not answered yet, on all of them. */
  get unanswered(): number {
    return [...this.states.values()].reduce((sum, state) => sum + state.unanswered, 0);
  }

  /** Closes those on which nothing is owed and nothing was said for so long. */
  closeSilent(quietMs: number): void {
    const now = performance.now();
    for (const [socket, state] of this.states) {
      if (classifyConnection(state, now, quietMs) === 'close') socket.destroySoon();
    }
  }

  private stateOf(socket: Socket): ConnectionState {
    const known = this.states.get(socket);
    if (known !== undefined) return known;
    const state = { unanswered: 0, silentSince: performance.now() };
    this.states.set(socket, state);
    socket.once('close', () => this.states.delete(socket));
    return state;
  }

  private answered(socket: Socket): void {
    const state = this.states.get(socket);
    if (state === undefined) return;
    state.unanswered--;
    state.silentSince = performance.now();
  }
}
