import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { settle } from '../../../test/support/deferred.js';
import { openNotes } from '../../../test/support/note-table.js';
import { driverError, ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { runAtomically } from './run-atomically.js';
import { Statement } from './statement.js';

const note = new Statement('INSERT INTO note VALUES (:text)');
const fail = new Statement('INSERT INTO nowhere VALUES (:text)');

const textOf = (question: unknown): string =>
  typeof question === 'string' ? question : (question as { text: string }).text;

describe('steps that are done together on PostgreSQL', () => {
  const NOTE = 'INSERT INTO note VALUES ($1)';

  it('are one transaction, on a connection that is given back', async () => {
    const postgres = new ScriptedPostgres();
    await runAtomically(postgres.dataSource, [
      [note, { text: 'a' }],
      [note, { text: 'b' }],
    ]);
    expect(postgres.asked.map(textOf)).toEqual(['BEGIN', NOTE, NOTE, 'COMMIT']);
    expect(postgres.released).toEqual([false]);
    expect(postgres.listeners).toEqual([]);
  });

  it('are not committed when one fails: the connection is thrown away, and its transaction with it', async () => {
    const postgres = new ScriptedPostgres((text) => {
      if (text.includes('nowhere')) throw driverError('57P01');
      return [];
    });
    const steps = [[note, { text: 'a' }] as const, [fail, { text: 'b' }] as const];
    await expect(runAtomically(postgres.dataSource, steps)).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
    expect(postgres.asked.map(textOf)).not.toContain('COMMIT');
    expect(postgres.released).toEqual([true]);
    expect(postgres.listeners).toEqual([]);
  });

  it('hear of a lost connection once, from the query that lost it', async () => {
    const postgres: ScriptedPostgres = new ScriptedPostgres(() => {
      for (const listener of postgres.listeners) listener(driverError('ECONNRESET'));
      expect(postgres.listeners).toHaveLength(1);
      return [];
    });
    await runAtomically(postgres.dataSource, [[note, { text: 'a' }]]);
    expect(postgres.asked).toHaveLength(3);
  });
});

describe('steps that are done together on SQLite', () => {
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await openNotes();
  });
  afterEach(() => dataSource.destroy());

  const notes = () => dataSource.query('SELECT text FROM note');

  it('are all done, in their order', async () => {
    await runAtomically(dataSource, [
      [note, { text: 'a' }],
      [note, { text: 'b' }],
    ]);
    expect(await notes()).toEqual([{ text: 'a' }, { text: 'b' }]);
  });

  it('are undone when one of them fails', async () => {
    const steps = [[note, { text: 'a' }] as const, [fail, { text: 'b' }] as const];
    await expect(runAtomically(dataSource, steps)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expect(await notes()).toEqual([]);
  });

  it('wait until a transaction of the application is over, and are not rolled back with it', async () => {
    await dataSource.query('BEGIN');
    const done = runAtomically(dataSource, [[note, { text: 'kept' }]]);
    await settle();
    await dataSource.query('ROLLBACK');
    await done;
    expect(await notes()).toEqual([{ text: 'kept' }]);
  });
});
