import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';

/**
 * The statements of the bare server on the tables of Keyturn. Each is prepared once by the driver.
 *
 * @typedef {Record<string, string | number | null>} Values
 * @typedef {(values: Values) => Promise<any>} Statement resolves to the first row, or undefined
 */

const FIND_USER = 'SELECT id, token_version FROM keyturn_user WHERE username = :username';

const BEGIN = `
  INSERT INTO keyturn_refresh_token
    (id, user_id, token_version, generation, rotated_at, expires_at, session_expires_at, consumed,
     created_at, ip, user_agent)
  VALUES
    (:id, :userId, :tokenVersion, 0, :now, :expiresAt, :sessionExpiresAt, '', :now, :ip, :userAgent)
  RETURNING id`;

const OWNER_IS_ACTIVE = `
  owner.id = session.user_id AND owner.is_active AND owner.token_version = session.token_version`;

const ROTATE = `
  UPDATE keyturn_refresh_token AS session
     SET generation = generation + 1, rotated_at = :now,
         expires_at = CASE WHEN session_expires_at < :idle THEN session_expires_at ELSE :idle END,
         consumed = substr(CAST(:slot AS varchar) || consumed, 1, 400), ip = :ip, user_agent = :userAgent
   WHERE id = :sid AND user_id = :userId AND generation = :generation
     AND revoked_at IS NULL AND session_expires_at > :now
     AND EXISTS (SELECT 1 FROM keyturn_user AS owner WHERE ${OWNER_IS_ACTIVE})
  RETURNING id, user_id, generation, expires_at`;

const FIND_ACTIVE = `
  SELECT owner.id, owner.username
    FROM keyturn_refresh_token AS session JOIN keyturn_user AS owner ON ${OWNER_IS_ACTIVE}
   WHERE session.id = :sid AND session.revoked_at IS NULL AND session.session_expires_at > :now`;

/** @param {string} url as DATABASE_URL */
export function openBareDatabase(url) {
  const prepare = url.startsWith('sqlite:') ? onSqlite(url.slice(7)) : onPostgres(url);
  return {
    findUser: prepare('find_user', FIND_USER),
    begin: prepare('begin', BEGIN),
    rotate: prepare('rotate', ROTATE),
    findActive: prepare('find_active', FIND_ACTIVE),
  };
}

/**
 * @param {string} path
 * @returns {(name: string, sql: string) => Statement}
 */
function onSqlite(path) {
  const database = new SqliteDatabase(path, { timeout: 5_000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  return (_name, sql) => {
    const statement = database.prepare(sql);
    // `get` does not run a statement to its end, at which SQLite would checkpoint the log.
    return async (values) => statement.all(values)[0];
  };
}

/**
 * Uses the default of the driver, ten connections, as Keyturn does.
 *
 * @param {string} connectionString
 * @returns {(name: string, sql: string) => Statement}
 */
function onPostgres(connectionString) {
  const pool = new pg.Pool({ connectionString });
  return (name, sql) => {
    const { text, names } = numbered(sql);
    return async (values) => {
      const { rows } = await pool.query({ name, text, values: names.map((one) => values[one]) });
      return rows[0];
    };
  };
}

/** @param {string} sql */
function numbered(sql) {
  const names = [...new Set([...sql.matchAll(/:(\w+)/g)].map(([, name = '']) => name))];
  const text = sql.replace(/:(\w+)/g, (_, name) => `$${names.indexOf(name) + 1}`);
  return { text, names };
}
