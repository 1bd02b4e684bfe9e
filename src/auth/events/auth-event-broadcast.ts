import { Logger } from '@nestjs/common';
import { type AuthEvent, AuthEvents } from '../domain/auth-events.js';

/**
 * Emits every event to all sinks. An error that a sink throws, or rejects with, is logged: it
 * affects neither the request nor the other sinks.
 */
export class AuthEventBroadcast extends AuthEvents {
  private readonly logger = new Logger('AuthEvents');
  private readonly sinks: AuthEvents[];

  constructor(...sinks: AuthEvents[]) {
    super();
    this.sinks = sinks;
  }

  /** Adds a sink, which receives every later event. */
  add(sink: AuthEvents): void {
    this.sinks.push(sink);
  }

  emit(event: AuthEvent): void {
    for (const sink of this.sinks) this.deliver(event, sink);
  }

  private deliver(event: AuthEvent, sink: AuthEvents): void {
    try {
      const delivered = sink.emit(event);
      if (isThenable(delivered)) delivered.then(undefined, (error) => this.report(error, event));
    } catch (error) {
      this.report(error, event);
    }
  }

  private report(error: unknown, { type }: AuthEvent): void {
    this.logger.error(`AuthEvents.emit failed for ${type}.`);
    this.logger.error(error);
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
