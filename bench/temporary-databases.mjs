import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.mjs';
import { postgresAt, sqliteIn } from './databases.mjs';
import { USERS } from './plan.mjs';
import { makeUsers } from './users.mjs';

/**
 * @typedef {import('./databases.mjs').CreateDatabase} CreateDatabase
 * @typedef {readonly (readonly [name: string, create: CreateDatabase])[]} Databases
 */

/**
 * Creates a folder for SQLite and starts a PostgreSQL server, and deletes both at the end.
 *
 * @template T
 * @param {(databases: Databases) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withDatabases(work) {
  const users = await makeUsers(USERS);
  const folder = mkdtempSync(join(tmpdir(), 'keyturn-bench-'));
  // With fsync, as in production.
  const postgres = await startPostgres({});
  try {
    return await work([
      ['SQLite', sqliteIn(folder, users)],
      ['PostgreSQL', postgresAt(postgres.url, users)],
    ]);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true });
  }
}
