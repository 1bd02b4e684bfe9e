import { setImmediate, setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { Connections } from './connections.js';
import { SHUTDOWN_SETTINGS, type ShutdownSettings } from './shutdown-settings.js';

/** How often is looked for connections that have been silent for long enough. */
const LOOK_EVERY_MS = 50;

/** SHUTDOWN_TIMEOUT passed. */
class ShutdownTimeoutError extends Error {
  override readonly name = 'ShutdownTimeoutError';
}

/**
 * The end of the service: readiness goes first, then the port, then every connection when what
 * was asked on it is answered, and the database last.
 */
@Injectable()
export class Shutdown {
  /** Readiness is false from the signal on. */
  isStopping = false;
  private isDraining = false;
  private readonly fastify: FastifyInstance;
  private readonly connections: Connections;

  /** In time for the hooks to be there when routes are registered. */
  constructor(
    @Inject(HttpAdapterHost) { httpAdapter }: HttpAdapterHost,
    @Inject(SHUTDOWN_SETTINGS) private readonly settings: ShutdownSettings,
  ) {
    this.fastify = httpAdapter.getInstance<FastifyInstance>();
    this.connections = new Connections(this.fastify);
    this.fastify.addHook('onSend', (_request, reply, payload, done) => {
      if (this.isDraining) reply.header('Connection', 'close');
      done(null, payload);
    });
  }

  /**
   * @param close closes the port and waits until every connection is closed, then the database
   * @throws {ShutdownTimeoutError}
   */
  async run(close: () => Promise<void>): Promise<void> {
    this.isStopping = true;
    const done = new AbortController();
    const late = this.failLate(done.signal);
    await Promise.race([this.drain(close), late]).finally(() => done.abort());
  }

  private async failLate(signal: AbortSignal): Promise<never> {
    await setTimeout(this.settings.timeoutMs, undefined, { signal });
    const { unanswered } = this.connections;
    const what = unanswered === 1 ? '1 request was' : `${unanswered} requests were`;
    throw new ShutdownTimeoutError(`SHUTDOWN_TIMEOUT has passed: ${what} cut off.`);
  }

  private async drain(close: () => Promise<void>): Promise<void> {
    await setTimeout(this.settings.delayMs);
    // Right after the event loop has taken the connections that waited for it: those that wait
    // when the port is closed are cut off by the system, with what was sent on them.
    await setImmediate();
    this.isDraining = true;
    const looking = this.closeSilent();
    await close().finally(() => clearInterval(looking));
  }

  /** Node closes every idle connection with the port, also one that a proxy is writing to. */
  private closeSilent(): NodeJS.Timeout {
    const closeSilent = () => this.connections.closeSilent(this.settings.delayMs);
    this.fastify.server.closeIdleConnections = closeSilent;
    return setInterval(closeSilent, LOOK_EVERY_MS);
  }
}
