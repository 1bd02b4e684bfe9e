import { describe, expect, it } from '@jest/globals';
import { type DataSource, QueryFailedError } from 'typeorm';
import { RefreshToken } from './refresh-token.entity.js';
import { storageProblems } from './storage-problems.js';
import { UserEntity } from './user.entity.js';

const UTF8 = [{ server: 'UTF8', client: 'UTF8' }];

/**
 * A connected data source in UTF8 with all entities, whose statements fail with the driver's error.
 */
const failing = (type: string, code: string | undefined, message = 'odd'): DataSource =>
  ({
    options: { type },
    isInitialized: true,
    hasMetadata: () => true,
    getMetadata: ({ name }: { name: string }) => ({ tablePath: `auth.${name}` }),
    driver: { escape: (name: string) => `"${name}"` },
    query: (sql: string) => {
      if (sql.includes('server_encoding')) return Promise.resolve(UTF8);
      const error = Object.assign(new Error(message), { code });
      return Promise.reject(new QueryFailedError(sql, [], error));
    },
  }) as unknown as DataSource;

const MISSING = [expect.stringMatching(/^The table "auth"\."RefreshToken" is missing/)];

describe('storageProblems', () => {
  it.each([
    ['postgres', '42P01', 'relation does not exist'],
    ['postgres', '42703', 'column does not exist'],
    ['better-sqlite3', 'SQLITE_ERROR', 'no such table: RefreshToken'],
    ['better-sqlite3', 'SQLITE_ERROR', 'no such column: consumed'],
  ])('reports a missing table when %s fails with %s, %s', async (type, code, message) => {
    expect(await storageProblems(failing(type, code, message), [RefreshToken])).toEqual(MISSING);
  });

  it('rejects with temporarily_unavailable when the database is unavailable', async () => {
    const problems = storageProblems(failing('postgres', '57P01'), [RefreshToken, UserEntity]);
    await expect(problems).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      message: 'Service temporarily unavailable, try again later.',
    });
  });

  it('rejects with any other error of the driver', async () => {
    const message = 'there is no such table-top';
    const failed = failing('better-sqlite3', 'SQLITE_ERROR', message);
    await expect(storageProblems(failed, [RefreshToken])).rejects.toThrow(message);
  });

  it('checks only the tables of the given entities', async () => {
    const problems = await storageProblems(failing('postgres', '42P01'), [RefreshToken]);
    expect(problems).toHaveLength(1);
  });

  it('reports only the encoding of a PostgreSQL that is not in UTF8', async () => {
    const dataSource = Object.assign(failing('postgres', '42P01'), {
      query: () => Promise.resolve([{ server: 'LATIN1', client: 'UTF8' }]),
    });
    expect(await storageProblems(dataSource, [RefreshToken, UserEntity])).toEqual([
      "The database has the encoding LATIN1; UTF8 is required. Create another one: CREATE DATABASE name ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0. Move data there with pg_dump and pg_restore.",
    ]);
  });

  it('rejects with an error that is not a QueryFailedError', async () => {
    const dataSource = Object.assign(failing('postgres', '42P01'), {
      query: () => Promise.reject(Object.assign(new Error('not connected'), { driverError: { code: '42P01' } })), // prettier-ignore
    });
    await expect(storageProblems(dataSource, [UserEntity])).rejects.toThrow('not connected');
  });
});
