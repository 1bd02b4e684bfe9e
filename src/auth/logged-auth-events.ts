import { Logger } from '@nestjs/common';
import { type AuthEvent, AuthEvents } from './domain/auth-events.js';

/** Events as warnings in the application's log. */
export class LoggedAuthEvents extends AuthEvents {
  private readonly logger = new Logger('AuthEvents');

  emit(event: AuthEvent): void {
    this.logger.warn(event);
  }
}
