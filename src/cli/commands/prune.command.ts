import { Command } from 'commander';
import { OperationalError } from '../../auth/domain/operational-error.js';
import type { Pruned } from '../../service/pruning/prune.js';
import type { CommandIo, CommandOutput } from '../io/command-io.js';
import { type JsonOption, print } from '../io/print.js';
import { withDatabase } from './with-database.js';

/** Another process is pruning the same database. */
class PrunedElsewhereError extends OperationalError {
  override readonly name = 'PrunedElsewhereError';
}

export function pruneCommand(io: CommandIo): Command {
  return new Command('prune')
    .description(
      'delete sessions that were revoked or expired more than PRUNE_AFTER ago, and events older than AUDIT_RETENTION',
    )
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { seen, pruned, events } = await pruneNow(io);
      const inWords = () =>
        `Sessions checked: ${seen}, deleted: ${pruned}. Audit events deleted: ${events}.`;
      print(io, json, { seen, pruned, events }, inWords);
    });
}

async function pruneNow(io: CommandIo): Promise<Pruned & { events: number }> {
  const { readAudit, readPruning } = await import('../../service/configuration/environment.js');
  const { prune } = await import('../../service/pruning/prune.js');
  const { pruneAudit } = await import('../../service/audit/audit-pruner.js');
  const { keptMs } = readPruning(io.env);
  const { retentionMs } = readAudit(io.env);
  const { stderr } = io;
  const { sessions, events } = await withDatabase(io, 'existing', async (dataSource) => {
    const now = Date.now();
    const progress = stderr.isTTY ? { onProgress: progressOn(stderr) } : {};
    const pruned = await prune(dataSource, { now, before: now - keptMs }, progress);
    if (stderr.isTTY) stderr.write('\n');
    return { sessions: pruned, events: await pruneAudit(dataSource, now - retentionMs) };
  });
  if (sessions !== undefined && events !== undefined) return { ...sessions, events };
  throw new PrunedElsewhereError('Another process is already pruning. Nothing was done.');
}

/** Overwrites the line of the last progress. */
const progressOn =
  (output: CommandOutput) =>
  ({ seen, pruned }: Pruned): void =>
    void output.write(`\r${seen} checked, ${pruned} deleted`);
