import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';

/**
 * Fills the tables with sessions that no client has created. Rows are as wide as real ones. Their IDs
 * are older than all new ones.
 *
 * @typedef {{ first: number, last: number }} Range of the numbers of sessions, inclusive
 * @typedef {{ sid: string, userId: string, generation: number }} StoredSession
 * @typedef {{ sessions: Insertion, users?: Insertion }} Kind of sessions, with their users if they exist
 * @typedef {{ table: string, columns: string, values: (number: string, hex: Hex) => string }} Insertion
 *   `values`: SQL for the columns of a row; `number`: SQL for its number
 * @typedef {(number: string) => string} Hex SQL for 12 hexadecimal digits
 */

const COLUMNS = `id, user_id, token_version, generation, rotated_at, expires_at, session_expires_at,
  consumed, revoked_at, revoked_reason, created_at, ip, user_agent`;
const CONSUMED = `'${'0'.repeat(400)}'`;
const CLIENT = `'192.0.2.1', 'keyturn-bench'`;

/**
 * Sessions as after years without pruning: revoked and expired.
 *
 * @type {Kind}
 */
export const EXPIRED = {
  sessions: {
    table: 'keyturn_refresh_token',
    columns: COLUMNS,
    values: (n, hex) =>
      `'00000000-0000-7000-8000-' || ${hex(n)}, 'user-' || ${n}, 0, 8, 1600000000000, 1600086400000,
       1602592000000, ${CONSUMED}, 1600000300000, 'logout', 1600000000000, ${CLIENT}`,
  },
};

const PREFIX = { sid: '01930000-0000-7000-8000-', user: '01930000-0000-4000-8000-' };
const GENERATION = 8;
const SESSIONS_PER_USER = 10;

/**
 * Active sessions. Each user has ten.
 *
 * @param {number} now milliseconds
 * @returns {Kind}
 */
export const activeAt = (now) => ({
  sessions: {
    table: 'keyturn_refresh_token',
    columns: COLUMNS,
    values: (n, hex) =>
      `'${PREFIX.sid}' || ${hex(n)}, '${PREFIX.user}' || ${hex(`(${n} - 1) / ${SESSIONS_PER_USER}`)}, 0,
       ${GENERATION}, ${now}, ${now + 86_400_000}, ${now + 30 * 86_400_000}, ${CONSUMED}, NULL, NULL,
       ${now}, ${CLIENT}`,
  },
  users: {
    table: 'keyturn_user',
    columns:
      'is_active, id, username, password_hash, token_version, created_at, password_changed_at',
    values: (n, hex) =>
      `TRUE, '${PREFIX.user}' || ${hex(n)}, 'stored-' || ${n}, '${'0'.repeat(97)}', 0, ${now}, ${now}`,
  },
});

/**
 * @param {number} number from 1
 * @returns {StoredSession} an active session as it was stored
 */
export const storedSession = (number) => ({
  sid: PREFIX.sid + hexOf(number),
  userId: PREFIX.user + hexOf(usersOf({ first: 0, last: number }).last),
  generation: GENERATION,
});

/** @param {number} number */
const hexOf = (number) => number.toString(16).padStart(12, '0');

/**
 * @param {Range} sessions
 * @returns {Range} the numbers, from 0, of those users that the sessions before `first` do not have
 */
export const usersOf = ({ first, last }) => ({
  first: Math.ceil((first - 1) / SESSIONS_PER_USER),
  last: Math.floor((last - 1) / SESSIONS_PER_USER),
});

/**
 * @param {string} url
 * @param {Kind} kind
 * @param {Range} range
 */
export async function addSessions(url, { sessions, users }, range) {
  const add = url.startsWith('sqlite:') ? addToSqlite : addToPostgres;
  await add(url, [
    ...(users ? [{ insertion: users, range: usersOf(range) }] : []),
    { insertion: sessions, range },
  ]);
}

/** @typedef {readonly { insertion: Insertion, range: Range }[]} Insertions */

/** Rows of a statement. */
const BATCH = 100_000;

/**
 * @param {Range} range
 * @returns {Range[]}
 */
export function batchesOf({ first, last }) {
  const count = Math.max(0, Math.ceil((last - first + 1) / BATCH));
  return Array.from({ length: count }, (_, index) => ({
    first: first + index * BATCH,
    last: Math.min(last, first + (index + 1) * BATCH - 1),
  }));
}

/**
 * @param {string} url
 * @param {Insertions} insertions
 */
async function addToSqlite(url, insertions) {
  const database = new SqliteDatabase(url.slice('sqlite:'.length));
  database.pragma('synchronous = OFF');
  for (const { insertion, range } of insertions)
    for (const { first, last } of batchesOf(range))
      database.exec(
        `WITH RECURSIVE numbers(n) AS
           (SELECT ${first} UNION ALL SELECT n + 1 FROM numbers WHERE n < ${last})
         ${insertInto(insertion, (number) => `printf('%012x', ${number})`)} FROM numbers`,
      );
  database.exec('ANALYZE');
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
}

/**
 * @param {string} url
 * @param {Insertions} insertions
 */
async function addToPostgres(url, insertions) {
  const client = new pg.Client(url);
  await client.connect();
  await client.query('SET synchronous_commit = off');
  for (const { insertion, range } of insertions)
    for (const { first, last } of batchesOf(range))
      await client.query(
        `${insertInto(insertion, (number) => `lpad(to_hex(${number}), 12, '0')`)}
           FROM generate_series(${first}, ${last}) AS n`,
      );
  await client.query('VACUUM ANALYZE');
  await client.query('CHECKPOINT');
  await client.end();
}

/**
 * @param {Insertion} insertion
 * @param {Hex} hex
 */
const insertInto = ({ table, columns, values }, hex) =>
  `INSERT INTO ${table} (${columns}) SELECT ${values('n', hex)}`;

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
