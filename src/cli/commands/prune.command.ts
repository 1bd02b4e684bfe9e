import { Command } from 'commander';
import { OperationalError } from '../../auth/domain/operational-error.js';
import type { Pruned } from '../../service/pruning/prune.js';
import type { CommandIo } from '../io/command-io.js';
import { type JsonOption, print } from '../io/print.js';
import { showProgress } from '../io/progress.js';
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
  return withDatabase(io, 'existing', async (dataSource) => {
    const now = Date.now();
    const limit = { now, before: now - keptMs };
    const progress = showProgress<Pruned>(
      io,
      ({ seen, pruned }) => `${seen} checked, ${pruned} deleted`,
    );
    const pruning = prune(dataSource, limit, { onProgress: progress.show });
    const sessions = await pruning.finally(progress.end);
    if (sessions === undefined) throw new PrunedElsewhereError(NOTHING_DONE);
    const events = await pruneAudit(dataSource, now - retentionMs);
    if (events === undefined) throw new PrunedElsewhereError(onlySessions(sessions));
    return { ...sessions, events };
  });
}

const NOTHING_DONE = 'Another process is already pruning. Nothing was done.';

/** The two tables are pruned one after the other, and another process can begin between them. */
const onlySessions = ({ pruned }: Pruned): string =>
  `Another process is pruning. Sessions deleted: ${pruned}. Audit events were not pruned. ` +
  'Run the command again.';
