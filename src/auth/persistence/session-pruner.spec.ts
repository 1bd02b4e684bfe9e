import { describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { driverError, ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { SessionPruner } from './session-pruner.js';

const LIMIT = { now: 2, before: 1 };
const DELETED = [{ id: 'b' }];

/** The rows that PostgreSQL returns for a page. Its counts are texts. */
const page = (last: string | null, prunable: string | null) => (text: string) =>
  text.includes('DELETE') ? DELETED : [{ last, seen: '3', prunable }];

const clientOf = (postgres: ScriptedPostgres): Client =>
  (postgres.dataSource.driver as unknown as { master: Client }).master;

describe('SessionPruner', () => {
  it('deletes the prunable sessions of a page and returns their number', async () => {
    const postgres = new ScriptedPostgres(page('c', '1'));
    const pruned = await new SessionPruner(postgres.dataSource).prunePage('a', LIMIT);
    expect(pruned).toEqual({ last: 'c', seen: 3, pruned: 1 });
    const [, deleted] = postgres.queries as { text: string; values: unknown[] }[];
    expect(deleted!.values).toEqual(['a', 'c', 1, 2]);
    expect(deleted!.text).toContain('FOR UPDATE SKIP LOCKED');
  });

  it.each<[string, string | null, string | null]>([
    ['no session', null, null],
    ['no prunable session', 'c', '0'],
  ])('deletes nothing from a page with %s', async (_, last, prunable) => {
    const postgres = new ScriptedPostgres(page(last, prunable));
    const pruned = await new SessionPruner(postgres.dataSource).prunePage('', LIMIT);
    expect(pruned).toEqual({ last, seen: 3, pruned: 0 });
    expect(postgres.queries).toHaveLength(1);
  });

  it('uses its own connection when it has one', async () => {
    const [pool, own] = [new ScriptedPostgres(), new ScriptedPostgres(page('c', '1'))];
    const pruner = new SessionPruner(pool.dataSource, clientOf(own));
    expect(await pruner.prunePage('', LIMIT)).toMatchObject({ pruned: 1 });
    expect([pool.queries.length, own.queries.length]).toEqual([0, 2]);
  });

  it('rejects with temporarily_unavailable when its connection is lost', async () => {
    const lost = new ScriptedPostgres(() => {
      throw driverError('57P01');
    });
    const pruner = new SessionPruner(lost.dataSource, clientOf(lost));
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(pruner.prunePage('', LIMIT)).rejects.toMatchObject(unavailable);
  });
});
