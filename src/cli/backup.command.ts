import { Command } from 'commander';
import { print } from './print.js';

export function backupCommand(): Command {
  return new Command('backup')
    .argument('<file>', 'where there is nothing yet')
    .description('copy the SQLite database into a new file, also while the service runs')
    .option('--json', 'answer in JSON')
    .action(backup);
}

async function backup(file: string, { json }: { json?: true }): Promise<void> {
  const { readDatabaseLocation } = await import('../service/environment.js');
  const { backUp } = await import('../service/database/backup.js');
  const bytes = await backUp(readDatabaseLocation(process.env), file);
  print(json, { file, bytes }, () =>
    [
      `The backup is in ${file} (${bytes} bytes).`,
      'The signing secret is not in it: keep that too, in another place.',
    ].join('\n'),
  );
}
