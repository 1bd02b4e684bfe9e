import { Command } from 'commander';
import { print } from '../io/print.js';

export function backupCommand(): Command {
  return new Command('backup')
    .argument('<file>', 'path of the new file')
    .description('copy the SQLite database to a new file; safe while the service runs')
    .option('--json', 'print JSON')
    .action(backup);
}

async function backup(file: string, { json }: { json?: true }): Promise<void> {
  const { readDatabaseLocation } = await import('../../service/configuration/environment.js');
  const { backUp } = await import('../../service/database/backup.js');
  const bytes = await backUp(readDatabaseLocation(process.env), file);
  print(json, { file, bytes }, () =>
    [
      `Wrote the backup to ${file} (${bytes} bytes).`,
      'It does not contain the signing secret. Back up the secret separately.',
    ].join('\n'),
  );
}
