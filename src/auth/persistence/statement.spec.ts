import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { settle } from '../../../test/support/deferred.js';
import { openNotes } from '../../../test/support/note-table.js';
import { ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { Statement } from './statement.js';

describe('Statement on PostgreSQL', () => {
  it('numbers each parameter once and does not change casts', async () => {
    const postgres = new ScriptedPostgres(() => [{ b: 2 }]);
    const statement = new Statement('SELECT :bee::int, :a, :bee');
    const rows = await statement.execute(postgres.dataSource, { a: 'x', bee: 2, unused: 0 });
    expect(rows).toEqual([{ b: 2 }]);
    expect(postgres.queries).toEqual([
      expect.objectContaining({ text: 'SELECT $1::int, $2, $1', values: [2, 'x'] }),
    ]);
  });

  it('has a name that depends only on its text, so that it is planned once', async () => {
    const postgres = new ScriptedPostgres();
    for (const sql of ['SELECT 1', 'SELECT 1', 'SELECT 2'])
      await new Statement(sql).execute(postgres.dataSource, {});
    const [one, same, other] = postgres.queries.map((query) => (query as { name: string }).name);
    expect(one).toMatch(/^keyturn_[0-9a-f]{16}$/);
    expect([same === one, other === one]).toEqual([true, false]);
  });
});

describe('Statement on SQLite', () => {
  let dataSource: DataSource;

  beforeEach(async () => {
    dataSource = await openNotes();
  });
  afterEach(() => dataSource.destroy());

  const write = new Statement('INSERT INTO note VALUES (:text)');
  const read = new Statement('SELECT text FROM note');

  it('returns an empty list when it writes without RETURNING', async () => {
    expect(await write.execute(dataSource, { text: 'a' })).toEqual([]);
    expect(await read.execute(dataSource, {})).toEqual([{ text: 'a' }]);
  });

  it('binds booleans as numbers and texts unchanged', async () => {
    const statement = new Statement('SELECT :yes AS yes, :no AS no, :text AS text');
    const [row] = await statement.execute(dataSource, { yes: true, no: false, text: '1' });
    expect(row).toEqual({ yes: 1, no: 0, text: '1' });
  });

  it('reads without a wait while a transaction of the application is open', async () => {
    await dataSource.query('BEGIN');
    expect(await read.execute(dataSource, {})).toEqual([]);
  });

  it('writes after a transaction of the application, so that its rollback does not undo the write', async () => {
    await dataSource.query('BEGIN');
    const written = write.execute(dataSource, { text: 'kept' });
    await settle();
    await dataSource.query('ROLLBACK');
    await written;
    expect(await read.execute(dataSource, {})).toEqual([{ text: 'kept' }]);
  });

  it('rejects with StorageFault when its SQL is wrong', async () => {
    const wrong = new Statement('SELECT nothing FROM nowhere').execute(dataSource, {});
    await expect(wrong).rejects.toMatchObject({ name: 'StorageFault', code: 'SQLITE_ERROR' });
  });
});
