import { Command } from 'commander';
import type { CommandIo } from '../io/command-io.js';
import { type JsonOption, print } from '../io/print.js';

export function backupCommand(io: CommandIo): Command {
  return new Command('backup')
    .argument('<file>', 'path of the new file')
    .description('copy the SQLite database to a new file; safe while the service runs')
    .option('--json', 'print JSON')
    .action((file: string, options: JsonOption) => backup(io, file, options));
}

async function backup(io: CommandIo, file: string, { json }: JsonOption): Promise<void> {
  const { readDatabaseLocation } = await import('../../service/configuration/environment.js');
  const { backUp } = await import('../../service/database/backup.js');
  const bytes = backUp(readDatabaseLocation(io.env), file);
  print(io, json, { file, bytes }, () =>
    [
      `Wrote the backup to ${file} (${bytes} bytes).`,
      'It does not contain the signing secret. Back up the secret separately.',
    ].join('\n'),
  );
}
