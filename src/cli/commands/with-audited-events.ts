import type { DataSource } from 'typeorm';
import { type AuthEvent, AuthEvents } from '../../auth/domain/auth-events.js';
import type { AuditSettings } from '../../service/audit/audit-settings.js';
import type { CommandIo } from '../io/command-io.js';
import { CommandEvents } from './command-events.js';

/** Emits every event to all sinks. */
class Sinks extends AuthEvents {
  constructor(private readonly sinks: readonly AuthEvents[]) {
    super();
  }

  emit(event: AuthEvent): void {
    for (const sink of this.sinks) sink.emit(event);
  }
}

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
  return work(new Sinks(sinks)).finally(() => audit?.close());
}
