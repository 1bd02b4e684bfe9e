import { setImmediate, setTimeout } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { OperationalError } from '../../auth/domain/operational-error.js';
import { Connections } from './connections.js';
import { SHUTDOWN_SETTINGS, type ShutdownSettings } from './shutdown-settings.js';

/** Interval of the check for idle connections. */
const CHECK_INTERVAL_MS = 50;

/** SHUTDOWN_TIMEOUT has expired. */
class ShutdownTimeoutError extends OperationalError {
  override readonly name = 'ShutdownTimeoutError';
}

/**
 * Stops the service: makes it not ready, closes the port, closes each connection after its pending
 * requests, and closes the database.
 */
@Injectable()
export class Shutdown {
  /** True after the signal, unless the process is replaced. The service is then not ready. */
  isStopping = false;
  private isDraining = false;
  private readonly fastify: FastifyInstance;
  private readonly connections: Connections;

  /** Adds its hooks in the constructor, because they must exist before routes are registered. */
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
   * @param isReplaced whether another process serves the port. The service stays ready, and the port is
   *   closed at once.
   * @throws {ShutdownTimeoutError}
   */
  async run(close: () => Promise<void>, isReplaced = false): Promise<void> {
    this.isStopping = !isReplaced;
    const done = new AbortController();
    const timeout = this.failOnTimeout(done.signal);
    await Promise.race([this.drain(close, isReplaced), timeout]).finally(() => done.abort());
  }

  private async failOnTimeout(signal: AbortSignal): Promise<never> {
    await setTimeout(this.settings.timeoutMs, undefined, { signal });
    const { pending } = this.connections;
    const aborted = pending === 1 ? '1 request was' : `${pending} requests were`;
    throw new ShutdownTimeoutError(`SHUTDOWN_TIMEOUT has expired: ${aborted} aborted.`);
  }

  private async drain(close: () => Promise<void>, isReplaced: boolean): Promise<void> {
    if (!isReplaced) await setTimeout(this.settings.delayMs);
    // Let the event loop accept waiting connections first. When the port is closed, the system
    // resets those that still wait, with the requests that were sent on them.
    await setImmediate();
    this.isDraining = true;
    const checking = this.closeIdle();
    await close().finally(() => clearInterval(checking));
  }

  /** Replaces the method of Node, which closes idle connections that a proxy may still use. */
  private closeIdle(): NodeJS.Timeout {
    const closeIdle = () => this.connections.closeIdle(this.settings.delayMs);
    this.fastify.server.closeIdleConnections = closeIdle;
    return setInterval(closeIdle, CHECK_INTERVAL_MS);
  }
}
