import { type DataSource, QueryFailedError } from 'typeorm';
import { findEncodingProblem } from './database-encoding.js';
import { SESSION_COLUMNS } from './session-row.js';
import { RefreshToken } from './refresh-token.entity.js';
import { storageError } from './storage-error.js';
import { tableName } from './table-name.js';
import { UserEntity } from './user.entity.js';
import { USER_COLUMNS } from './user-row.js';

type ModuleEntity = typeof RefreshToken | typeof UserEntity;

interface RequiredTable {
  entity: ModuleEntity;
  columns: string;
  migration: string;
}

const REQUIRED_TABLES: readonly RequiredTable[] = [
  {
    entity: RefreshToken,
    columns: SESSION_COLUMNS,
    migration: 'CreateRefreshToken1763800000000',
  },
  {
    entity: UserEntity,
    columns: `${USER_COLUMNS}, username_key, email_key, login_unlocked_at, rehashed_from`,
    migration:
      'CreateUser1763800000001, AddUserKeys1764400000001, AddLoginUnlockedAt1764400000003, AddRehashedFrom1764400000004',
  },
];

/** The drivers that the module's SQL supports. */
const DRIVERS = ['better-sqlite3', 'postgres'];

/**
 * Checks whether a data source has the entities and tables that the module's stores need.
 *
 * @param dataSource connected; undefined if the application has no data source with the name
 * @param entities the entities whose tables are needed
 * @param name the name of the data source, if it has one
 * @returns each problem with its remedy
 * @throws {AuthError} `temporarily_unavailable` if the database is unavailable
 */
export async function storageProblems(
  dataSource: DataSource | undefined,
  entities: readonly ModuleEntity[],
  name?: string,
): Promise<readonly string[]> {
  if (dataSource === undefined) return [missingDataSource(name)];
  const { type } = dataSource.options;
  if (!DRIVERS.includes(type)) return [unsupportedDriver(type)];
  if (!dataSource.isInitialized) return [NOT_CONNECTED];
  const encoding = await findEncodingProblem(dataSource);
  if (encoding !== undefined) return [`${encoding.text} ${encoding.remedy}`];
  const tables = REQUIRED_TABLES.filter(({ entity }) => entities.includes(entity));
  const problems = await Promise.all(tables.map((table) => problemsOf(dataSource, table)));
  return problems.flat();
}

async function problemsOf(dataSource: DataSource, table: RequiredTable): Promise<string[]> {
  const { entity } = table;
  const { name } = entity;
  if (dataSource.hasMetadata(entity)) return missingTable(dataSource, table);
  return [
    `The data source does not have the entity ${name}. Import it from 'keyturn' and add it: ` +
      `entities: [${name}, …].${entity === UserEntity ? ' Or use your own users: userStore.' : ''}`,
  ];
}

/** Selects every column, but no row. A missing column is reported like a missing table. */
async function missingTable(
  dataSource: DataSource,
  { entity, columns, migration }: RequiredTable,
): Promise<string[]> {
  const table = tableName(dataSource, entity);
  try {
    await dataSource.query(`SELECT ${columns} FROM ${table} WHERE 1 = 0`);
    return [];
  } catch (error) {
    if (!isMissing(error)) throw storageError(error);
    return [
      `The table ${table} is missing or incomplete. Import the migration from ` +
        `'keyturn/migrations' and run it: migrations: [${migration}, …], migrationsRun: true.`,
    ];
  }
}

/** PostgreSQL has codes for an unknown table and column (42P01, 42703), SQLite only messages. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code, message } = error.driverError as { code?: string; message: string };
  return code === '42P01' || code === '42703' || /^no such (table|column)/.test(message);
}

const NOT_CONNECTED =
  'The data source is not connected. Remove manualInitialization, or connect the data source before ' +
  'the application starts, because the module checks its tables at the start.';

function missingDataSource(name: string | undefined): string {
  const suffix = name === undefined ? '' : ` '${name}'`;
  const options = name === undefined ? '{ … }' : `{ name: '${name}', … }`;
  return (
    `There is no TypeORM data source${suffix}. Import TypeOrmModule.forRoot(${options}) next to ` +
    'AuthModule, or set userStore and refreshTokenStore.'
  );
}

const unsupportedDriver = (type: string): string =>
  `The data source has the type '${type}'. The module's stores support better-sqlite3 and postgres. ` +
  'Set dataSource to another data source, or set userStore and refreshTokenStore.';
