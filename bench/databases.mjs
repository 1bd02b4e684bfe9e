import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import pg from 'pg';
import { pathOf } from './child.mjs';

/**
 * New databases with the tables of Keyturn and the users.
 *
 * @typedef {(name: string) => Promise<string>} CreateDatabase resolves to its DATABASE_URL
 * @typedef {import('./users.mjs').User} User
 */

const COLUMNS = [
  'id',
  'username',
  'password_hash',
  'token_version',
  'created_at',
  'password_changed_at',
];

const insertUser = (/** @type {(index: number) => string} */ placeholder) =>
  `INSERT INTO keyturn_user (is_active, ${COLUMNS.join(', ')})
   VALUES (TRUE, ${COLUMNS.map((_, i) => placeholder(i)).join(', ')})`;

/** @param {User} user */
const valuesOf = ({ id, username, passwordHash, createdAt }) => [
  id,
  username,
  passwordHash,
  0,
  createdAt,
  createdAt,
];

/** @param {string} url */
function migrate(url) {
  const env = { ...process.env, DATABASE_URL: url };
  execFileSync(process.execPath, [pathOf('../dist/main.js'), 'migrate'], { env, stdio: 'pipe' });
}

/**
 * @param {string} folder
 * @param {readonly User[]} users
 * @returns {CreateDatabase}
 */
export const sqliteIn = (folder, users) => async (name) => {
  const path = join(folder, `${name}.sqlite`);
  migrate(`sqlite:${path}`);
  const database = new SqliteDatabase(path);
  const statement = database.prepare(insertUser(() => '?'));
  for (const user of users) statement.run(valuesOf(user));
  database.close();
  return `sqlite:${path}`;
};

/**
 * @param {string} serverUrl of a superuser
 * @param {string} name
 * @returns {Promise<string>} the URL of a database without tables
 */
export async function createEmpty(serverUrl, name) {
  await withClient(serverUrl, (client) => client.query(`CREATE DATABASE ${name}`));
  return new URL(`/${name}`, serverUrl).href;
}

/**
 * @param {string} serverUrl of a superuser
 * @param {readonly User[]} users
 * @returns {CreateDatabase}
 */
export const postgresAt = (serverUrl, users) => async (name) => {
  const url = await createEmpty(serverUrl, name);
  migrate(url);
  await withClient(url, async (client) => {
    for (const user of users)
      await client.query(
        insertUser((i) => `$${i + 1}`),
        valuesOf(user),
      );
  });
  return url;
};

/**
 * @param {string} url
 * @param {(client: pg.Client) => Promise<unknown>} work
 */
async function withClient(url, work) {
  const client = new pg.Client(url);
  await client.connect();
  await work(client).finally(() => client.end());
}
