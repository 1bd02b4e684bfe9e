import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { settle } from '../../../test/support/deferred.js';
import { openNotes } from '../../../test/support/note-table.js';
import { driverError, ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { runAtomically } from './run-atomically.js';
import { Statement } from './statement.js';

const note = new Statement('INSERT INTO note VALUES (:text)');
const fail = new Statement('INSERT INTO nowhere VALUES (:text)');

const textOf = (query: unknown): string =>
  typeof query === 'string' ? query : (query as { text: string }).text;

const BEGIN = 'BEGIN ISOLATION LEVEL READ COMMITTED';

describe('runAtomically on PostgreSQL', () => {
  const NOTE = 'INSERT INTO note VALUES ($1)';

  it('runs the steps in one transaction and releases the connection', async () => {
    const postgres = new ScriptedPostgres();
    await runAtomically(postgres.dataSource, [
      [note, { text: 'a' }],
      [note, { text: 'b' }],
    ]);
    expect(postgres.queries.map(textOf)).toEqual([BEGIN, NOTE, NOTE, 'COMMIT']);
    expect(postgres.released).toEqual([false]);
    expect(postgres.listeners).toEqual([]);
  });

  it('closes the connection without a commit when a step fails', async () => {
    const postgres = new ScriptedPostgres((text) => {
      if (text.includes('nowhere')) throw driverError('57P01');
      return [];
    });
    const steps = [[note, { text: 'a' }] as const, [fail, { text: 'b' }] as const];
    await expect(runAtomically(postgres.dataSource, steps)).rejects.toMatchObject({
      code: 'temporarily_unavailable',
    });
    expect(postgres.queries.map(textOf)).not.toContain('COMMIT');
    expect(postgres.released).toEqual([true]);
    expect(postgres.listeners).toEqual([]);
  });

  it('ignores the error event of a lost connection, whose query is rejected', async () => {
    const postgres: ScriptedPostgres = new ScriptedPostgres(() => {
      for (const listener of postgres.listeners) listener(driverError('ECONNRESET'));
      expect(postgres.listeners).toHaveLength(1);
      return [];
    });
    await runAtomically(postgres.dataSource, [[note, { text: 'a' }]]);
    expect(postgres.queries).toHaveLength(3);
  });
});

describe('runAtomically on SQLite', () => {
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await openNotes();
  });
  afterEach(() => dataSource.destroy());

  const notes = () => dataSource.query('SELECT text FROM note');

  it('runs all steps in their order', async () => {
    await runAtomically(dataSource, [
      [note, { text: 'a' }],
      [note, { text: 'b' }],
    ]);
    expect(await notes()).toEqual([{ text: 'a' }, { text: 'b' }]);
  });

  it('undoes all steps when one fails', async () => {
    const steps = [[note, { text: 'a' }] as const, [fail, { text: 'b' }] as const];
    await expect(runAtomically(dataSource, steps)).rejects.toMatchObject({ code: 'SQLITE_ERROR' });
    expect(await notes()).toEqual([]);
  });

  it('waits for a transaction of the application, so that its rollback undoes no step', async () => {
    await dataSource.query('BEGIN');
    const done = runAtomically(dataSource, [[note, { text: 'kept' }]]);
    await settle();
    await dataSource.query('ROLLBACK');
    await done;
    expect(await notes()).toEqual([{ text: 'kept' }]);
  });
});
