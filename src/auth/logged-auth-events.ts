import { Logger } from '@nestjs/common';
import { type AuthEvent, AuthEvents, severityOf } from './domain/auth-events.js';
import type { ClientInfo } from './domain/login.js';
import { requestIdOf } from './http/request-id.js';

/** Events in the application's log, each with the request that it happened in. */
export class LoggedAuthEvents extends AuthEvents {
  private readonly logger = new Logger('AuthEvents');

  emit(event: AuthEvent): void {
    const requestId = requestIdOf(originOf(event));
    const line = { message: event.type, ...(requestId !== undefined && { requestId }), event };
    if (severityOf(event) === 'warning') this.logger.warn(line);
    else this.logger.log(line);
  }
}

function originOf(event: AuthEvent): ClientInfo | null {
  if ('presenter' in event) return event.presenter;
  return 'client' in event ? event.client : null;
}
