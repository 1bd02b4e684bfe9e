import { type DataSource, QueryFailedError } from 'typeorm';
import { findEncodingProblem } from './database-encoding.js';
import { SESSION_COLUMNS } from './session-row.js';
import { RefreshToken } from './refresh-token.entity.js';
import { storageError } from './storage-error.js';
import { tableName } from './table-name.js';
import { User } from './user.entity.js';
import { USER_COLUMNS } from './user-row.js';

type OurEntity = typeof RefreshToken | typeof User;

interface Need {
  entity: OurEntity;
  columns: string;
  migration: string;
}

const NEEDS: readonly Need[] = [
  {
    entity: RefreshToken,
    columns: SESSION_COLUMNS,
    migration: 'CreateRefreshToken1763800000000',
  },
  { entity: User, columns: USER_COLUMNS, migration: 'CreateUser1763800000001' },
];

/** What our statements are written for. */
const DRIVERS = ['better-sqlite3', 'postgres'];

/**
 * What a data source lacks of what our stores need.
 *
 * @param dataSource connected; undefined where the application has none of that name
 * @param entities whose tables are needed
 * @param name of the data source, where it has one
 * @returns each as a sentence, with what to write
 * @throws {AuthError} `temporarily_unavailable` when the database is away
 */
export async function storageProblems(
  dataSource: DataSource | undefined,
  entities: readonly OurEntity[],
  name?: string,
): Promise<readonly string[]> {
  if (dataSource === undefined) return [missingDataSource(name)];
  const { type } = dataSource.options;
  if (!DRIVERS.includes(type)) return [foreignDriver(type)];
  if (!dataSource.isInitialized) return [NOT_CONNECTED];
  const encoding = await findEncodingProblem(dataSource);
  if (encoding !== undefined) return [`${encoding.text} ${encoding.remedy}`];
  const needs = NEEDS.filter(({ entity }) => entities.includes(entity));
  const problems = await Promise.all(needs.map((need) => problemsOf(dataSource, need)));
  return problems.flat();
}

async function problemsOf(dataSource: DataSource, need: Need): Promise<string[]> {
  const { name } = need.entity;
  if (dataSource.hasMetadata(need.entity)) return missingTable(dataSource, need);
  return [
    `The data source does not know the entity ${name}. Write: entities: [${name}, …], by import ` +
      `from 'keyturn'.${need.entity === User ? ' Or bring users of your own: userStore.' : ''}`,
  ];
}

/** Asked as our statements ask, for no row: a column that is missing counts like its table. */
async function missingTable(
  dataSource: DataSource,
  { entity, columns, migration }: Need,
): Promise<string[]> {
  const table = tableName(dataSource, entity);
  try {
    await dataSource.query(`SELECT ${columns} FROM ${table} WHERE 1 = 0`);
    return [];
  } catch (error) {
    if (!isMissing(error)) throw storageError(error);
    return [
      `The table ${table} is not there, or not whole. Run the migration ${migration}, by import ` +
        `from 'keyturn/migrations': migrations: [${migration}, …], migrationsRun: true.`,
    ];
  }
}

/** PostgreSQL has codes for an unknown table and column (42P01, 42703), SQLite has words. */
function isMissing(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code, message } = error.driverError as { code?: string; message: string };
  return code === '42P01' || code === '42703' || /^no such (table|column)/.test(message);
}

const NOT_CONNECTED =
  'The data source is not connected yet. Leave out manualInitialization, or connect it before the ' +
  'application is made: the module asks it at the start whether its tables are there.';

function missingDataSource(name: string | undefined): string {
  const what = name === undefined ? 'no TypeORM data source' : `no TypeORM data source '${name}'`;
  const options = name === undefined ? '{ … }' : `{ name: '${name}', … }`;
  return (
    `There is ${what}. Import TypeOrmModule.forRoot(${options}) beside AuthModule, or bring ` +
    'userStore and refreshTokenStore of your own.'
  );
}

const foreignDriver = (type: string): string =>
  `The data source is of type '${type}'. The module's stores work on better-sqlite3 and postgres: ` +
  'give it another by dataSource, or bring userStore and refreshTokenStore of your own.';
