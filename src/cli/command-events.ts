import { type AuthEvent, AuthEvents, severityOf } from '../auth/domain/auth-events.js';

/**
 * What a command did, for whoever collects the service's log: the same line, on standard error.
 * A person at a terminal has read it in the command's answer.
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
