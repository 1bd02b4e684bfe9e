import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { shareCommits } from './shared-commits.mjs';

/**
 * The statements of the bare server on the tables of Keyturn. Each is prepared once by the driver.
 *
 * @typedef {Record<string, string | number | null>} Values
 * @typedef {(values: Values) => Promise<any>} Statement resolves to the first row, or undefined
 * @typedef {(batch: readonly Values[]) => Promise<readonly any[]>} BatchStatement resolves to a row, or
 *   undefined, for each element of the batch
 * @typedef {{ prepare(name: string, sql: string): Statement, rotateAll(): BatchStatement }} Driver
 */

const FIND_USER =
  'SELECT id, token_version, password_hash FROM keyturn_user WHERE username = :username';

const BEGIN = `
  INSERT INTO keyturn_refresh_token
    (id, user_id, token_version, generation, rotated_at, expires_at, session_expires_at, consumed,
     created_at, ip, user_agent)
  VALUES
    (:id, :userId, :tokenVersion, 0, :now, :expiresAt, :sessionExpiresAt, '', :now, :ip, :userAgent)
  RETURNING id`;

const OWNER_IS_ACTIVE = `
  owner.id = session.user_id AND owner.is_active AND owner.token_version = session.token_version`;

/** @param {(name: string) => string} value */
const rotation = (value, from = '') => `
  UPDATE keyturn_refresh_token AS session
     SET generation = generation + 1, rotated_at = ${value('now')},
         expires_at = CASE WHEN session_expires_at < ${value('idle')}
                           THEN session_expires_at ELSE ${value('idle')} END,
         consumed = substr(CAST(${value('slot')} AS varchar) || consumed, 1, 400),
         ip = ${value('ip')}, user_agent = ${value('userAgent')}
    ${from}
   WHERE id = ${value('sid')} AND user_id = ${value('userId')} AND generation = ${value('generation')}
     AND revoked_at IS NULL AND session_expires_at > ${value('now')}
     AND EXISTS (SELECT 1 FROM keyturn_user AS owner WHERE ${OWNER_IS_ACTIVE})
  RETURNING id, user_id, generation, expires_at`;

const ROTATE = rotation((name) => `:${name}`);

/** The types of the parameters in PostgreSQL. */
const TYPES = {
  sid: 'varchar',
  userId: 'varchar',
  generation: 'integer',
  now: 'bigint',
  idle: 'bigint',
  slot: 'varchar',
  ip: 'varchar',
  userAgent: 'varchar',
};
const NAMES = Object.keys(TYPES);

/** The column of a parameter, whose name differs from all columns of sessions. */
const claimed = (/** @type {string} */ name) => `"claimed_${name}"`;

/** Rotates several sessions. Each parameter is an array. Only for PostgreSQL. */
const ROTATE_ALL = rotation(
  claimed,
  `FROM unnest(${Object.entries(TYPES).map(([name, type]) => `CAST(:${name} AS ${type}[])`)})
     AS request (${NAMES.map(claimed)})`,
);

const FIND_ACTIVE = `
  SELECT owner.id, owner.username
    FROM keyturn_refresh_token AS session JOIN keyturn_user AS owner ON ${OWNER_IS_ACTIVE}
   WHERE session.id = :sid AND session.revoked_at IS NULL AND session.session_expires_at > :now`;

/**
 * @param {string} url as DATABASE_URL
 * @param {boolean} batch whether concurrent refreshes share a commit
 */
export function openBareDatabase(url, batch) {
  const { prepare, rotateAll } = url.startsWith('sqlite:')
    ? onSqlite(url.slice(7))
    : onPostgres(url);
  return {
    findUser: prepare('find_user', FIND_USER),
    begin: prepare('begin', BEGIN),
    rotate: batch ? shareCommits(rotateAll()) : prepare('rotate', ROTATE),
    findActive: prepare('find_active', FIND_ACTIVE),
  };
}

/**
 * @param {string} path
 * @returns {Driver}
 */
function onSqlite(path) {
  const database = new SqliteDatabase(path, { timeout: 5_000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return {
    prepare(_name, sql) {
      const statement = database.prepare(sql);
      // `get` does not run a statement to its end, at which SQLite would checkpoint the log.
      return async (values) => statement.all(values)[0];
    },
    rotateAll() {
      const statement = database.prepare(ROTATE);
      const inOneTransaction = database.transaction((/** @type {readonly Values[]} */ batch) =>
        batch.map((values) => statement.all(values)[0]),
      );
      return async (batch) => inOneTransaction.immediate(batch);
    },
  };
}

/**
 * Uses the default of the driver, ten connections, as Keyturn does.
 *
 * @param {string} connectionString
 * @returns {Driver}
 */
function onPostgres(connectionString) {
  const pool = new pg.Pool({ connectionString });
  /** @type {(name: string, sql: string) => (values: Record<string, any>) => Promise<any[]>} */
  const prepareRows = (name, sql) => {
    const { text, names } = numbered(sql);
    return async (values) => {
      const { rows } = await pool.query({ name, text, values: names.map((one) => values[one]) });
      return rows;
    };
  };
  return {
    prepare(name, sql) {
      const rowsOf = prepareRows(name, sql);
      return async (values) => (await rowsOf(values))[0];
    },
    rotateAll() {
      const rowsOf = prepareRows('rotate_all', ROTATE_ALL);
      return async (batch) => {
        const columns = NAMES.map((name) => [name, batch.map((values) => values[name])]);
        return inOrderOf(batch, await rowsOf(Object.fromEntries(columns)));
      };
    },
  };
}

/**
 * Finds the row of each request. If two requests present the same token, only the first gets the row.
 *
 * @param {readonly Values[]} batch
 * @param {readonly any[]} rows
 */
function inOrderOf(batch, rows) {
  const byToken = new Map(rows.map((row) => [`${row.id} ${row.generation - 1}`, row]));
  return batch.map(({ sid, generation }) => {
    const token = `${sid} ${generation}`;
    const row = byToken.get(token);
    byToken.delete(token);
    return row;
  });
}

/** @param {string} sql */
function numbered(sql) {
  const names = [...new Set([...sql.matchAll(/:(\w+)/g)].map(([, name = '']) => name))];
  const text = sql.replace(/:(\w+)/g, (_, name) => `$${names.indexOf(name) + 1}`);
  return { text, names };
}
