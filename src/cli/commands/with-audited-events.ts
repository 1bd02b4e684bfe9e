import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import { AuthEventBroadcast } from '../../auth/events/auth-event-broadcast.js';
import type { DropReason } from '../../service/audit/audit-log.js';
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
  const dropped = new Map<DropReason, number>();
  const audit = commandAudit(dataSource, settings, (count, reason) =>
    dropped.set(reason, (dropped.get(reason) ?? 0) + count),
  );
  const sinks = [new CommandEvents(io), ...(audit === undefined ? [] : [audit])];
  let outcome = 'The command failed';
  try {
    const result = await work(new AuthEventBroadcast(...sinks));
    outcome = 'The command succeeded';
    return result;
  } finally {
    await audit?.close();
    for (const [reason, count] of dropped) {
      io.stderr.write(`Warning: ${outcome}. ${notStored(count)}: ${REASONS[reason]}.\n`);
    }
  }
}

const notStored = (count: number): string =>
  count === 1
    ? '1 event was not stored in the audit log'
    : `${count} events were not stored in the audit log`;

const REASONS: Readonly<Record<DropReason, string>> = {
  queue_full: 'the database was unavailable or too slow',
  rejected: 'the database rejected the write',
  unavailable: 'the database was unavailable',
};
