import { Logger } from '@nestjs/common';
import { type AuthEvent, AuthEvents, severityOf } from '../domain/auth-events.js';
import type { ClientInfo } from '../domain/session.js';
import { causeOf } from '../domain/refused-login.js';
import { requestIdOf } from '../domain/request-id.js';

/** Writes events to the application's log, each with the ID of its request. */
export class LoggedAuthEvents extends AuthEvents {
  private readonly logger = new Logger('AuthEvents');

  /** Logs one event, with the ID of its request. */
  emit(event: AuthEvent): void {
    const requestId = requestIdOf(originOf(event));
    const line = { message: event.type, ...(requestId !== undefined && { requestId }), event };
    const cause = causeOf(event);
    if (severityOf(event) !== 'warning') this.logger.log(line);
    else if (cause === undefined) this.logger.warn(line);
    else this.logger.warn(line, cause);
  }
}

function originOf(event: AuthEvent): ClientInfo | null {
  if ('presenter' in event) return event.presenter;
  return 'client' in event ? event.client : null;
}
