import { Command } from 'commander';
import { print } from './print.js';

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('bring the tables of DATABASE_URL up to what this version needs')
    .option('--json', 'answer in JSON')
    .action(async ({ json }: { json?: true }) => {
      const migrations = await runMigrations();
      print(json, { migrations }, () =>
        migrations.length === 0 ? 'Nothing to do.' : `Done: ${migrations.join(', ')}.`,
      );
    });
}

async function runMigrations(): Promise<string[]> {
  const { readDatabaseLocation } = await import('../service/environment.js');
  const { connect } = await import('../service/database/open-database.js');
  const { migrate } = await import('../service/database/migrate.js');
  const dataSource = await connect(readDatabaseLocation(process.env));
  return migrate(dataSource).finally(() => dataSource.destroy());
}
