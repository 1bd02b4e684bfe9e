import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';

/** Fills the table as after years without pruning, with sessions that were revoked and expired. */

const COLUMNS = `id, user_id, token_version, generation, rotated_at, expires_at, session_expires_at,
  consumed, revoked_at, revoked_reason, created_at, ip, user_agent`;

/** Rows are as wide as real ones. Their IDs are old, so they sort before all new ones. */
const valuesOf = (/** @type {string} */ id, /** @type {string} */ number) =>
  `${id}, 'user-' || ${number}, 0, 8, 1600000000000, 1600086400000, 1602592000000,
   '${'0'.repeat(400)}', 1600000300000, 'logout', 1600000000000, '192.0.2.1', 'keyturn-bench'`;

/** @typedef {(url: string, count: number) => Promise<void>} AddExpiredSessions */

/** @type {AddExpiredSessions} */
export async function addToSqlite(url, count) {
  const database = new SqliteDatabase(url.slice('sqlite:'.length));
  database.pragma('synchronous = OFF');
  database.exec(
    `WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
     INSERT INTO keyturn_refresh_token (${COLUMNS})
     SELECT ${valuesOf("printf('00000000-0000-7000-8000-%012x', n)", 'n')} FROM numbers`,
  );
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/** @type {AddExpiredSessions} */
export async function addToPostgres(url, count) {
  const client = new pg.Client(url);
  await client.connect();
  const id = "'00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0')";
  await client.query(
    `INSERT INTO keyturn_refresh_token (${COLUMNS})
     SELECT ${valuesOf(id, 'n')} FROM generate_series(1, ${count}) AS n`,
  );
  await client.query('VACUUM ANALYZE keyturn_refresh_token');
  await client.query('CHECKPOINT');
  await client.end();
}

/**
 * @param {string} url
 * @returns {Promise<number>} the number of all sessions, active or not
 */
export async function countSessions(url) {
  const sql = 'SELECT count(*) AS count FROM keyturn_refresh_token';
  if (url.startsWith('sqlite:')) {
    const database = new SqliteDatabase(url.slice('sqlite:'.length), { readonly: true });
    const count = database.prepare(sql).pluck().get();
    database.close();
    return Number(count);
  }
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return Number(rows[0].count);
}
