import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Database } from 'better-sqlite3';
import { SqliteDriver } from '../../../test/support/sqlite-driver.js';
import { ForeignTransactionError, retryWhileBusy } from './retry-while-busy.js';

const failure = (code: string) => Object.assign(new Error(code), { code });

describe('retryWhileBusy', () => {
  let database: Database;

  beforeEach(() => void (database = new SqliteDriver(':memory:', { timeout: 1234 })));
  afterEach(() => {
    jest.restoreAllMocks();
    database.close();
  });

  const busyTimeout = () => database.pragma('busy_timeout', { simple: true });

  /** Throws an error the given number of times, and then succeeds. */
  const failing = (times: number, code: string) => {
    const work = jest.fn(() => {
      if (work.mock.calls.length <= times) throw failure(code);
      return 'done';
    });
    return work;
  };

  it.each(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'])('retries after %s', async (code) => {
    const work = failing(2, code);
    expect(await retryWhileBusy(database, work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('retries while a transaction of the application is open', async () => {
    expect(await retryWhileBusy(database, failing(1, new ForeignTransactionError().code))).toBe(
      'done',
    );
    expect(new ForeignTransactionError().name).toBe('ForeignTransactionError');
  });

  it.each(['SQLITE_ERROR', 'NOT_SQLITE_BUSY'])('does not retry after %s', async (code) => {
    const work = failing(1, code);
    await expect(retryWhileBusy(database, work)).rejects.toThrow(code);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('throws the last error after five seconds', async () => {
    const times = [1_000, 5_999, 6_000, 6_001];
    jest.spyOn(performance, 'now').mockImplementation(() => times.shift()!);
    const work = failing(9, 'SQLITE_BUSY');
    await expect(retryWhileBusy(database, work)).rejects.toThrow('SQLITE_BUSY');
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('sets busy_timeout to 0 during the work and restores it', async () => {
    expect(await retryWhileBusy(database, busyTimeout)).toBe(0);
    expect(busyTimeout()).toBe(1234);
    database.pragma('busy_timeout = 77');
    await expect(retryWhileBusy(database, failing(1, 'SQLITE_ERROR'))).rejects.toThrow();
    expect(busyTimeout()).toBe(77);
  });

  it('does not set busy_timeout when it is 0', async () => {
    database.pragma('busy_timeout = 0');
    const set = jest.spyOn(database, 'pragma');
    expect(await retryWhileBusy(database, () => 'done')).toBe('done');
    expect(set).not.toHaveBeenCalled();
  });
});
