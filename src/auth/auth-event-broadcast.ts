import { Logger } from '@nestjs/common';
import { type AuthEvent, AuthEvents } from './domain/auth-events.js';

/**
 * Hands every event to whoever wants it. What one of them does wrong, now or in a promise, is
 * logged; it reaches neither the request nor the others.
 */
export class AuthEventBroadcast extends AuthEvents {
  private readonly logger = new Logger('AuthEvents');
  private readonly sinks: AuthEvents[];

  constructor(...sinks: AuthEvents[]) {
    super();
    this.sinks = sinks;
  }

  /** From now on the sink is told everything, too. */
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
    this.logger.error(`The sink of events failed at ${type}.`);
    this.logger.error(error);
  }
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
