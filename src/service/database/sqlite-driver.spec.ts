import { describe, expect, it } from '@jest/globals';
import { storageError } from '../../auth/persistence/storage-error.js';
import { sqliteDriver } from './driver.js';

/** Both drivers, each on the versions of Node that use it. */
describe('sqliteDriver', () => {
  const closed = () => {
    const database = new (sqliteDriver())(':memory:');
    const statement = database.prepare('SELECT 1');
    database.close();
    return { database, statement };
  };

  it('reports a closed database as temporarily unavailable', () => {
    const { database, statement } = closed();
    for (const work of [() => database.prepare('SELECT 1'), () => statement.get()]) {
      expect(errorOf(work)).toMatchObject({ code: 'temporarily_unavailable' });
    }
  });

  it('has no transaction when it is closed, and can be closed again', () => {
    const { database } = closed();
    expect(database.inTransaction).toBe(false);
    expect(() => database.close()).not.toThrow();
  });
});

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return storageError(error);
  }
}
