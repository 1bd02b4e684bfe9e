import { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { type DatabaseLocation, IN_MEMORY } from '../../service/database/database-url.js';
import type { MigrationState, MigrationStatus } from '../../service/database/schema.js';
import type { CommandIo } from '../io/command-io.js';
import { confirm } from '../io/confirm.js';
import { type JsonOption, print, table } from '../io/print.js';
import { commandLine } from '../../service/bootstrap/command-line.js';

interface Reversion extends JsonOption {
  yes?: true;
}

export function migrateCommand(io: CommandIo): Command {
  const migrate = new Command('migrate').description(
    'create or update the tables in the database of DATABASE_URL',
  );
  migrate
    .command('up', { isDefault: true })
    .description('run all pending migrations (the default of `migrate`)')
    .option('--json', 'print JSON')
    .action((options: JsonOption) => up(io, options));
  migrate
    .command('status')
    .description('list migrations that are applied, pending, or from a later version')
    .option('--json', 'print JSON')
    .action((options: JsonOption) => status(io, options));
  migrate
    .command('down')
    .description(
      'revert the last migration, and delete the data in the tables and columns that it created',
    )
    .option('--yes', 'skip the confirmation')
    .option('--json', 'print JSON')
    .action((options: Reversion) => down(io, options));
  return migrate;
}

async function up(io: CommandIo, { json }: JsonOption): Promise<void> {
  const { migrate } = await import('../../service/database/migrate.js');
  const { requirePersistent } = await import('../../service/database/existing-database.js');
  const { requireUtf8 } = await import('../../service/database/require-utf8.js');
  const location = await readLocation(io);
  requirePersistent(location);
  const migrations = await withConnection(location, async (dataSource) => {
    await requireUtf8(dataSource, location);
    return migrate(dataSource);
  });
  print(io, json, { migrations }, () =>
    migrations.length === 0
      ? 'No pending migrations.'
      : `Applied migrations: ${migrations.join(', ')}.`,
  );
}

async function status(io: CommandIo, { json }: JsonOption): Promise<void> {
  const { isAhead, isBehind, readMigrations } = await import('../../service/database/schema.js');
  const { describeMissing, isExisting } =
    await import('../../service/database/existing-database.js');
  const location = await readLocation(io);
  // Opening a file that does not exist would create it.
  const isMissing = location.kind === 'sqlite' && !isExisting(location);
  const migrations = await withConnection(isMissing ? EMPTY : location, readMigrations);
  const behind = isBehind(migrations);
  const ahead = isAhead(migrations);
  print(io, json, { is_behind: behind, is_ahead: ahead, migrations }, () =>
    [
      ...(isMissing ? [`${describeMissing(location)} yet.`, ''] : []),
      listed(migrations),
      '',
      behind
        ? `The tables are out of date. Run: ${commandLine('migrate')}`
        : 'The tables are up to date.',
      ...(ahead ? ['A later version of Keyturn has also migrated them.'] : []),
    ].join('\n'),
  );
}

const EMPTY: DatabaseLocation = { kind: 'sqlite', path: IN_MEMORY };

const STATE_LABELS: Record<MigrationState, string> = {
  done: 'applied',
  pending: 'pending',
  unknown: 'from a later version',
};

const listed = (migrations: readonly MigrationStatus[]): string =>
  table(
    ['MIGRATION', 'STATE'],
    migrations.map(({ name, state }) => [name, STATE_LABELS[state]]),
  );

async function down(io: CommandIo, { json, yes }: Reversion): Promise<void> {
  const { lastToUndo, migrateDown } = await import('../../service/database/migrate.js');
  const { requireExisting } = await import('../../service/database/existing-database.js');
  const location = await readLocation(io);
  requireExisting(location);
  const name = await withConnection(location, async (dataSource) => {
    const last = await lastToUndo(dataSource);
    if (last === undefined) return undefined;
    await confirm(io, `Revert ${last}? All data in the tables that it created is deleted.`, yes);
    return migrateDown(dataSource);
  });
  print(io, json, { migrations: name === undefined ? [] : [name] }, () =>
    name === undefined ? 'No migration to revert.' : `Reverted migration: ${name}.`,
  );
}

async function readLocation({ env }: CommandIo): Promise<DatabaseLocation> {
  const { readDatabaseLocation } = await import('../../service/configuration/environment.js');
  return readDatabaseLocation(env);
}

async function withConnection<T>(
  location: DatabaseLocation,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../../service/database/open-database.js');
  const dataSource = await connect(location);
  return work(dataSource).finally(() => dataSource.destroy());
}
