import { describe, expect, it } from '@jest/globals';
import { type DataSource, QueryFailedError } from 'typeorm';
import { RefreshToken } from './refresh-token.entity.js';
import { storageProblems } from './storage-problems.js';
import { User } from './user.entity.js';

const UTF8 = [{ server: 'UTF8', client: 'UTF8' }];

/** Connected, with all entities, in UTF8; statements on its tables fail with the driver's error. */
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

const MISSING = [expect.stringMatching(/^The table "auth"\."RefreshToken" is not there/)];

describe('a table that cannot be read', () => {
  it.each([
    ['postgres', '42P01', 'relation does not exist'],
    ['postgres', '42703', 'column does not exist'],
    ['better-sqlite3', 'SQLITE_ERROR', 'no such table: RefreshToken'],
    ['better-sqlite3', 'SQLITE_ERROR', 'no such column: consumed'],
  ])('is not there, or not whole: %s says %s, %s', async (type, code, message) => {
    expect(await storageProblems(failing(type, code, message), [RefreshToken])).toEqual(MISSING);
  });

  it('may be there all the same when the database is away: the start fails for that', async () => {
    const away = storageProblems(failing('postgres', '57P01'), [RefreshToken, User]);
    await expect(away).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      message: 'Service temporarily unavailable, try again later.',
    });
  });

  it('may be there all the same when the driver says something else, which is not swallowed', async () => {
    const message = 'there is no such table-top';
    const odd = storageProblems(failing('better-sqlite3', 'SQLITE_ERROR', message), [RefreshToken]);
    await expect(odd).rejects.toThrow(message);
  });

  it('is not asked for by an application that needs the other one alone', async () => {
    const problems = await storageProblems(failing('postgres', '42P01'), [RefreshToken]);
    expect(problems).toHaveLength(1);
  });
});

describe('a PostgreSQL in another encoding', () => {
  it('is the only reported problem, without those of its tables', async () => {
    const dataSource = Object.assign(failing('postgres', '42P01'), {
      query: () => Promise.resolve([{ server: 'LATIN1', client: 'UTF8' }]),
    });
    expect(await storageProblems(dataSource, [RefreshToken, User])).toEqual([
      "The database has the encoding LATIN1; UTF8 is required. Create another one: CREATE DATABASE name ENCODING 'UTF8' LOCALE 'C' TEMPLATE template0. Move data there with pg_dump and pg_restore.",
    ]);
  });
});

it('a failure that no driver told is not taken for a missing table', async () => {
  const dataSource = Object.assign(failing('postgres', '42P01'), {
    query: () => Promise.reject(Object.assign(new Error('not connected'), { driverError: { code: '42P01' } })), // prettier-ignore
  });
  await expect(storageProblems(dataSource, [User])).rejects.toThrow('not connected');
});
