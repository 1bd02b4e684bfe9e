import { Logger } from '@nestjs/common';
import { type AuthEvent, AuthEvents, severityOf } from './domain/auth-events.js';

/** Events in the application's log. */
export class LoggedAuthEvents extends AuthEvents {
  private readonly logger = new Logger('AuthEvents');

  emit(event: AuthEvent): void {
    const line = { message: event.type, event };
    if (severityOf(event) === 'warning') this.logger.warn(line);
    else this.logger.log(line);
  }
}
