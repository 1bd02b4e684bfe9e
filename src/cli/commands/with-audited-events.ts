import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import { AuthEventBroadcast } from '../../auth/events/auth-event-broadcast.js';
import type { AuditSettings } from '../../service/audit/audit-settings.js';
import type { CommandIo } from '../io/command-io.js';
import { CommandEvents } from './command-events.js';

/**
 * Runs the work of a command. Its events go to standard error and to the audit log, which contains
 * them when the promise resolves. A failure of the audit log is a warning, because the work is done.
 */
export async function withAuditedEvents<T>(
  io: CommandIo,
  dataSource: DataSource,
  settings: AuditSettings,
  work: (events: AuthEvents) => Promise<T>,
): Promise<T> {
  const { commandAudit } = await import('../../service/audit/command-audit.js');
  const warn = (count: number) =>
    void io.stderr.write(
      `Warning: ${count} events of this command were not stored in the audit log.\n`,
    );
  const audit = commandAudit(dataSource, settings, warn);
  const sinks = [new CommandEvents(io), ...(audit === undefined ? [] : [audit])];
  return work(new AuthEventBroadcast(...sinks)).finally(() => audit?.close());
}
