import { type AuthEvent, AuthEvents, severityOf } from '../../auth/domain/auth-events.js';

/**
 * Writes the events of a command to standard error, in the format of the service's log. Writes
 * nothing on a terminal, where the output of the command contains the same information.
 */
export class CommandEvents extends AuthEvents {
  emit(event: AuthEvent): void {
    if (process.stderr.isTTY) return;
    const level = severityOf(event) === 'warning' ? 'warn' : 'info';
    const time = new Date().toISOString();
    const line = { level, time, event, context: 'AuthEvents', message: event.type };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  }
}
