import { Command } from 'commander';
import type { Pruned } from '../../service/pruning/prune.js';
import { print } from '../io/print.js';

/** Another process is pruning the same database. */
class PrunedElsewhereError extends Error {
  override readonly name = 'PrunedElsewhereError';
}

export function pruneCommand(): Command {
  return new Command('prune')
    .description('delete sessions that were revoked or expired more than PRUNE_AFTER ago')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const { seen, pruned } = await pruneNow();
      print(json, { seen, pruned }, () => `Sessions checked: ${seen}, deleted: ${pruned}.`);
    });
}

async function pruneNow(): Promise<Pruned> {
  const { readDatabaseLocation, readPruning } =
    await import('../../service/configuration/environment.js');
  const { requireExisting } = await import('../../service/database/existing-database.js');
  const { openDatabase } = await import('../../service/database/open-database.js');
  const { prune } = await import('../../service/pruning/prune.js');
  const { keptMs } = readPruning(process.env);
  const location = readDatabaseLocation(process.env);
  await requireExisting(location);
  const dataSource = await openDatabase(location);
  const now = Date.now();
  const limit = { now, before: now - keptMs };
  const pruning = prune(dataSource, limit, process.stderr.isTTY ? { onProgress: show } : {});
  const done = await pruning.finally(() => dataSource.destroy());
  if (process.stderr.isTTY) process.stderr.write('\n');
  if (done !== undefined) return done;
  throw new PrunedElsewhereError('Another process is already pruning. Nothing was done.');
}

/** Overwrites the line of the last progress. */
const show = ({ seen, pruned }: Pruned): void => {
  process.stderr.write(`\r${seen} checked, ${pruned} deleted`);
};
