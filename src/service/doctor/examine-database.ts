import type { DataSource } from 'typeorm';
import { describeConflict, type LoginRules } from '../../auth/domain/login-name.js';
import { findLoginConflicts } from '../../auth/persistence/apply-login-rules.js';
import { findEncodingProblem } from '../../auth/persistence/database-encoding.js';
import type { Environment } from '../configuration/environment.js';
import { isOpenToOthers } from '../configuration/secret-file.js';
import { type DatabaseLocation, describeLocation, IN_MEMORY } from '../database/database-url.js';
import { isExisting } from '../database/existing-database.js';
import { connect } from '../database/open-database.js';
import { SOLVE_CONFLICTS } from '../database/require-distinct-logins.js';
import { isBehind, readMigrations } from '../database/schema.js';
import { checkClock } from './check-clock.js';
import { examineFirstUser } from './examine-first-user.js';
import { unwritableFolder } from './unwritable-folder.js';
import { type Finding, finding } from './finding.js';
import { commandLine } from '../bootstrap/command-line.js';

const MIGRATE = `Run: ${commandLine('migrate')}`;

const GRANT_ACCESS =
  'Grant the user that runs keyturn write access to the folder, or set DATABASE_URL to another path.';

const ALLOW_WRITES =
  'Set DATABASE_URL to the primary, and remove default_transaction_read_only from the role and the database.';

/** Checks the database and the first user. Does not create a database that is missing. */
export async function examineDatabase(
  {
    database: location,
    isProduction,
    auth,
  }: Pick<Environment, 'database' | 'isProduction' | 'auth'>,
  toleranceMs: number,
): Promise<Finding[]> {
  if (location.kind === 'sqlite' && !isExisting(location)) {
    return [examineMissing(location.path)];
  }
  const examined = location.kind === 'sqlite' ? examineSqlite : examinePostgres;
  try {
    const dataSource = await connect(location);
    const examine = async () => {
      const findings = await examined(dataSource, location, toleranceMs);
      // Without pending migrations only, the table has every column.
      if (isBehind(await readMigrations(dataSource))) return findings;
      const users = isProduction ? await examineFirstUser(dataSource) : [];
      return [...findings, ...(await examineLogins(dataSource, auth)), ...users];
    };
    return await examine().finally(() => dataSource.destroy());
  } catch (error) {
    const remedy =
      'Check that the database is running, and that DATABASE_URL has its address and user.';
    return [finding('database', 'problem', (error as Error).message, remedy)];
  }
}

function examineMissing(path: string): Finding {
  const folder = path === IN_MEMORY ? undefined : unwritableFolder(path);
  const text = `${path} does not exist yet`;
  return folder === undefined
    ? finding('database', 'ok', `${text}. The first start creates it.`)
    : finding('database', 'problem', `${text}, and ${folder} is not writable.`, GRANT_ACCESS);
}

/** Pending migrations are not a problem, because the start migrates an SQLite file. */
async function examineSqlite(dataSource: DataSource): Promise<Finding[]> {
  const path = String(dataSource.options.database);
  const state = isBehind(await readMigrations(dataSource))
    ? 'the next start migrates it'
    : 'it is up to date';
  const reachable = finding('database', 'ok', `${path} can be opened, and ${state}.`);
  if (!isOpenToOthers(path)) return [reachable];
  const text = `Other users of this machine can read ${path}, which contains password hashes.`;
  return [reachable, finding('database', 'hint', text, `Run: chmod 600 ${path}`)];
}

async function examinePostgres(
  dataSource: DataSource,
  location: DatabaseLocation,
  toleranceMs: number,
): Promise<Finding[]> {
  const place = describeLocation(location);
  const clock = checkClock(await millisecondsAhead(dataSource), toleranceMs);
  if (await isReadOnly(dataSource)) {
    return [finding('database', 'problem', `${place} is read-only.`, ALLOW_WRITES), clock];
  }
  const encoding = await findEncodingProblem(dataSource);
  if (encoding !== undefined) {
    const text = `${place} cannot be used. ${encoding.text}`;
    return [finding('database', 'problem', text, encoding.remedy), clock];
  }
  if (isBehind(await readMigrations(dataSource))) {
    return [
      finding('database', 'problem', `The tables at ${place} are out of date.`, MIGRATE),
      clock,
    ];
  }
  return [finding('database', 'ok', `${place} is reachable and up to date.`), clock];
}

/** Finds users that one log-in could mean. */
async function examineLogins(dataSource: DataSource, rules: LoginRules): Promise<Finding[]> {
  const conflicts = await findLoginConflicts(dataSource, rules);
  return conflicts.map((conflict) =>
    finding('database', 'problem', describeConflict(conflict), SOLVE_CONFLICTS),
  );
}

async function isReadOnly(dataSource: DataSource): Promise<boolean> {
  const [row] = await dataSource.query<[{ mode: string }]>(
    "SELECT current_setting('transaction_read_only') AS mode",
  );
  return row.mode === 'on';
}

/** Compares with the middle between request and response, to cancel out the network latency. */
async function millisecondsAhead(dataSource: DataSource): Promise<number> {
  const sentAt = Date.now();
  const [row] = await dataSource.query<[{ now: string }]>(
    'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now',
  );
  return (sentAt + Date.now()) / 2 - Number(row.now);
}
