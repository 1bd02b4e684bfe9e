import type { DataSource } from 'typeorm';
import { findEncodingProblem } from '../../auth/persistence/database-encoding.js';
import { isOpenToOthers } from '../configuration/secret-file.js';
import { type DatabaseLocation, describeLocation, IN_MEMORY } from '../database/database-url.js';
import { isThere } from '../database/existing-database.js';
import { connect } from '../database/open-database.js';
import { isBehind, readMigrations } from '../database/schema.js';
import { checkClock } from './clock.js';
import { closedFolder } from './closed-folder.js';
import { type Finding, finding } from './finding.js';
import { commandLine } from '../command-line.js';

const MIGRATE = `Run: ${commandLine('migrate')}`;

const MAY_WRITE = 'Let this user write there, or let DATABASE_URL name another place.';

const LET_WRITE =
  'Let DATABASE_URL name the primary, and the role and the database have no default_transaction_read_only.';

/** Looks at the database, and makes none where there is none. */
export async function examineDatabase(
  location: DatabaseLocation,
  toleranceMs: number,
): Promise<Finding[]> {
  if (location.kind === 'sqlite' && !isThere(location)) {
    return [examineAbsence(location.path)];
  }
  const examined = location.kind === 'sqlite' ? examineSqlite : examinePostgres;
  try {
    const dataSource = await connect(location);
    return await examined(dataSource, location, toleranceMs).finally(() => dataSource.destroy());
  } catch (error) {
    const remedy = 'See to it that it runs, and that DATABASE_URL names it and who may use it.';
    return [finding('database', 'wrong', (error as Error).message, remedy)];
  }
}

function examineAbsence(path: string): Finding {
  const closed = path === IN_MEMORY ? undefined : closedFolder(path);
  const text = `There is no ${path} yet`;
  return closed === undefined
    ? finding('database', 'good', `${text}: the first start makes it.`)
    : finding('database', 'wrong', `${text}, and ${closed} lets nobody make it.`, MAY_WRITE);
}

/** The first start after an upgrade brings an SQLite file up to date by itself. */
async function examineSqlite(dataSource: DataSource): Promise<Finding[]> {
  const path = String(dataSource.options.database);
  const state = isBehind(await readMigrations(dataSource))
    ? 'the next start brings it up to date'
    : 'up to date';
  const reachable = finding('database', 'good', `${path} can be opened: ${state}.`);
  if (!isOpenToOthers(path)) return [reachable];
  const text = `Others on this machine may read ${path}, which holds password hashes.`;
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
    return [finding('database', 'wrong', `${place} takes no writes.`, LET_WRITE), clock];
  }
  const encoding = await findEncodingProblem(dataSource);
  if (encoding !== undefined) {
    const text = `${place} cannot be used. ${encoding.text}`;
    return [finding('database', 'wrong', text, encoding.remedy), clock];
  }
  if (isBehind(await readMigrations(dataSource))) {
    return [finding('database', 'wrong', `The tables at ${place} are behind.`, MIGRATE), clock];
  }
  return [finding('database', 'good', `${place} can be reached, and is up to date.`), clock];
}

async function isReadOnly(dataSource: DataSource): Promise<boolean> {
  const [row] = await dataSource.query<[{ mode: string }]>(
    "SELECT current_setting('transaction_read_only') AS mode",
  );
  return row.mode === 'on';
}

/** Compared with the middle of the question: the way there and back takes its time. */
async function millisecondsAhead(dataSource: DataSource): Promise<number> {
  const asked = Date.now();
  const [row] = await dataSource.query<[{ now: string }]>(
    'SELECT extract(epoch FROM clock_timestamp()) * 1000 AS now',
  );
  return (asked + Date.now()) / 2 - Number(row.now);
}
