import { type AuthEvent, AuthEvents, severityOf } from '../../auth/domain/auth-events.js';
import type { CommandIo } from '../io/command-io.js';
import { toJson } from '../io/print.js';

/**
 * Writes the events of a command to standard error, in the format of the service's log. Writes
 * nothing on a terminal, where the output of the command contains the same information.
 */
export class CommandEvents extends AuthEvents {
  constructor(private readonly io: CommandIo) {
    super();
  }

  emit(event: AuthEvent): void {
    const { stderr } = this.io;
    if (stderr.isTTY) return;
    const level = severityOf(event) === 'warning' ? 'warn' : 'info';
    const time = new Date().toISOString();
    const line = { level, time, event, context: 'AuthEvents', message: event.type };
    stderr.write(`${toJson(line)}\n`);
  }
}
