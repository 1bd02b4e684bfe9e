import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import Sqlite, { type Database } from 'better-sqlite3';
import { ForeignTransactionError, retryWhileBusy } from './patiently.js';

const failure = (code: string) => Object.assign(new Error(code), { code });

describe('patience with a busy SQLite', () => {
  let database: Database;

  beforeEach(() => void (database = new Sqlite(':memory:', { timeout: 1234 })));
  afterEach(() => {
    jest.restoreAllMocks();
    database.close();
  });

  const waitMs = () => database.pragma('busy_timeout', { simple: true });

  /** Fails as often as it is told, and counts. */
  const failing = (times: number, code: string) => {
    const work = jest.fn(() => {
      if (work.mock.calls.length <= times) throw failure(code);
      return 'done';
    });
    return work;
  };

  it.each(['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'])('tries again after %s', async (code) => {
    const work = failing(2, code);
    expect(await retryWhileBusy(database, work)).toBe('done');
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('tries again while a transaction of the application is open', async () => {
    expect(await retryWhileBusy(database, failing(1, new ForeignTransactionError().code))).toBe(
      'done',
    );
    expect(new ForeignTransactionError().name).toBe('ForeignTransactionError');
  });

  it.each(['SQLITE_ERROR', 'NOT_SQLITE_BUSY'])('is none with %s', async (code) => {
    const work = failing(1, code);
    await expect(retryWhileBusy(database, work)).rejects.toThrow(code);
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('ends after five seconds, with what was said last', async () => {
    const times = [1_000, 5_999, 6_000, 6_001];
    jest.spyOn(performance, 'now').mockImplementation(() => times.shift()!);
    const work = failing(9, 'SQLITE_BUSY');
    await expect(retryWhileBusy(database, work)).rejects.toThrow('SQLITE_BUSY');
    expect(work).toHaveBeenCalledTimes(3);
  });

  it('takes the driver’s own wait away while it works, and gives it back', async () => {
    expect(await retryWhileBusy(database, waitMs)).toBe(0);
    expect(waitMs()).toBe(1234);
    database.pragma('busy_timeout = 77');
    await expect(retryWhileBusy(database, failing(1, 'SQLITE_ERROR'))).rejects.toThrow();
    expect(waitMs()).toBe(77);
  });

  it('leaves a driver alone that does not wait', async () => {
    database.pragma('busy_timeout = 0');
    const set = jest.spyOn(database, 'pragma');
    expect(await retryWhileBusy(database, () => 'done')).toBe('done');
    expect(set).not.toHaveBeenCalled();
  });
});
