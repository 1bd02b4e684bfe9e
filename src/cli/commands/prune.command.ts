import { Command } from 'commander';
import { OperationalError } from '../../auth/domain/operational-error.js';
import type { Pruned } from '../../service/pruning/prune.js';
import type { CommandIo, CommandOutput } from '../io/command-io.js';
import { type JsonOption, print } from '../io/print.js';

/** Another process is pruning the same database. */
class PrunedElsewhereError extends OperationalError {
  override readonly name = 'PrunedElsewhereError';
}

export function pruneCommand(io: CommandIo): Command {
  return new Command('prune')
    .description('delete sessions that were revoked or expired more than PRUNE_AFTER ago')
    .option('--json', 'print JSON')
    .action(async ({ json }: JsonOption) => {
      const { seen, pruned } = await pruneNow(io);
      print(io, json, { seen, pruned }, () => `Sessions checked: ${seen}, deleted: ${pruned}.`);
    });
}

async function pruneNow({ env, stderr }: CommandIo): Promise<Pruned> {
  const { readDatabaseLocation, readPruning } =
    await import('../../service/configuration/environment.js');
  const { requireExisting } = await import('../../service/database/existing-database.js');
  const { openDatabase } = await import('../../service/database/open-database.js');
  const { prune } = await import('../../service/pruning/prune.js');
  const { keptMs } = readPruning(env);
  const location = readDatabaseLocation(env);
  await requireExisting(location);
  const dataSource = await openDatabase(location);
  const now = Date.now();
  const limit = { now, before: now - keptMs };
  const pruning = prune(dataSource, limit, stderr.isTTY ? { onProgress: progressOn(stderr) } : {});
  const done = await pruning.finally(() => dataSource.destroy());
  if (stderr.isTTY) stderr.write('\n');
  if (done !== undefined) return done;
  throw new PrunedElsewhereError('Another process is already pruning. Nothing was done.');
}

/** Overwrites the line of the last progress. */
const progressOn =
  (output: CommandOutput) =>
  ({ seen, pruned }: Pruned): void =>
    void output.write(`\r${seen} checked, ${pruned} deleted`);
