import { Command } from 'commander';
import type { DataSource } from 'typeorm';
import { type DatabaseLocation, IN_MEMORY } from '../service/database/database-url.js';
import type { MigrationState, MigrationStatus } from '../service/database/schema.js';
import { confirm } from './confirm.js';
import { print, table } from './print.js';
import { commandLine } from '../service/command-line.js';

interface JsonOption {
  json?: true;
}

export function migrateCommand(): Command {
  const migrate = new Command('migrate').description('bring the tables of DATABASE_URL up to date');
  migrate
    .command('up', { isDefault: true })
    .description('run every migration that this version needs (also plain `migrate`)')
    .option('--json', 'answer in JSON')
    .action(up);
  migrate
    .command('status')
    .description('what was run, what is still to be run, and what only a later version knows')
    .option('--json', 'answer in JSON')
    .action(status);
  migrate
    .command('down')
    .description('take the last migration back, with the data that is in what it made')
    .option('--yes', 'do not ask')
    .option('--json', 'answer in JSON')
    .action(down);
  return migrate;
}

async function up({ json }: JsonOption): Promise<void> {
  const { migrate } = await import('../service/database/migrate.js');
  const { requireLasting } = await import('../service/database/existing-database.js');
  const { requireUtf8 } = await import('../service/database/require-utf8.js');
  const location = await readLocation();
  await requireLasting(location);
  const migrations = await withDatabase(location, async (dataSource) => {
    await requireUtf8(dataSource, location);
    return migrate(dataSource);
  });
  print(json, { migrations }, () =>
    migrations.length === 0 ? 'Nothing to do.' : `Done: ${migrations.join(', ')}.`,
  );
}

async function status({ json }: JsonOption): Promise<void> {
  const { isAhead, isBehind, readMigrations } = await import('../service/database/schema.js');
  const { absence, isThere } = await import('../service/database/existing-database.js');
  const location = await readLocation();
  // What is not there is empty, and looking makes nothing.
  const isMissing = location.kind === 'sqlite' && !isThere(location);
  const looked = isMissing ? EMPTY : location;
  const migrations = await withDatabase(looked, readMigrations);
  const behind = isBehind(migrations);
  const ahead = isAhead(migrations);
  print(json, { is_behind: behind, is_ahead: ahead, migrations }, () =>
    [
      ...(isMissing ? [`${absence(location)} yet.`, ''] : []),
      listed(migrations),
      '',
      behind
        ? `The tables are behind. Run: ${commandLine('migrate')}`
        : 'This version has what it needs.',
      ...(ahead ? ['The tables are ahead: a later version has migrated them.'] : []),
    ].join('\n'),
  );
}

const EMPTY: DatabaseLocation = { kind: 'sqlite', path: IN_MEMORY };

const IN_WORDS: Record<MigrationState, string> = {
  done: 'done',
  pending: 'to be run',
  unknown: 'of a later version',
};

const listed = (migrations: readonly MigrationStatus[]): string =>
  table(
    ['MIGRATION', 'STATE'],
    migrations.map(({ name, state }) => [name, IN_WORDS[state]]),
  );

async function down({ json, yes }: JsonOption & { yes?: true }): Promise<void> {
  const { lastToUndo, migrateDown } = await import('../service/database/migrate.js');
  const { requireExisting } = await import('../service/database/existing-database.js');
  const location = await readLocation();
  await requireExisting(location);
  const name = await withDatabase(location, async (dataSource) => {
    const last = await lastToUndo(dataSource);
    if (last === undefined) return undefined;
    await confirm(`${last} will be taken back, and what it made is lost with its data.`, yes);
    return migrateDown(dataSource);
  });
  print(json, { migrations: name === undefined ? [] : [name] }, () =>
    name === undefined ? 'Nothing to take back.' : `Taken back: ${name}.`,
  );
}

async function readLocation(): Promise<DatabaseLocation> {
  const { readDatabaseLocation } = await import('../service/environment.js');
  return readDatabaseLocation(process.env);
}

async function withDatabase<T>(
  location: DatabaseLocation,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const { connect } = await import('../service/database/open-database.js');
  const dataSource = await connect(location);
  return work(dataSource).finally(() => dataSource.destroy());
}
