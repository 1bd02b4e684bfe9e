import { describe, expect, it } from '@jest/globals';
import type { Client } from 'pg';
import { driverError, ScriptedPostgres } from '../../../test/support/scripted-postgres.js';
import { SessionPruner } from './session-pruner.js';

const LIMIT = { now: 2, before: 1 };
const GONE = [{ id: 'b' }];

/** What PostgreSQL says of a page: its counts are texts. */
const page = (last: string | null, dead: string | null) => (text: string) =>
  text.includes('DELETE') ? GONE : [{ last, seen: '3', dead }];

const clientOf = (postgres: ScriptedPostgres): Client =>
  (postgres.dataSource.driver as unknown as { master: Client }).master;

describe('a page of sessions', () => {
  it('is deleted from up to its last one, and counted', async () => {
    const postgres = new ScriptedPostgres(page('c', '1'));
    const pruned = await new SessionPruner(postgres.dataSource).prunePage('a', LIMIT);
    expect(pruned).toEqual({ last: 'c', seen: 3, pruned: 1 });
    const [, deleted] = postgres.asked as { text: string; values: unknown[] }[];
    expect(deleted!.values).toEqual(['a', 'c', 1, 2]);
    expect(deleted!.text).toContain('FOR UPDATE SKIP LOCKED');
  });

  it.each<[string, string | null, string | null]>([
    ['has nobody', null, null],
    ['has nobody dead', 'c', '0'],
  ])('that %s is only looked at', async (_, last, dead) => {
    const postgres = new ScriptedPostgres(page(last, dead));
    const pruned = await new SessionPruner(postgres.dataSource).prunePage('', LIMIT);
    expect(pruned).toEqual({ last, seen: 3, pruned: 0 });
    expect(postgres.asked).toHaveLength(1);
  });

  it('is pruned on a connection of its own where there is one, and on no other', async () => {
    const [pool, own] = [new ScriptedPostgres(), new ScriptedPostgres(page('c', '1'))];
    const pruner = new SessionPruner(pool.dataSource, clientOf(own));
    expect(await pruner.prunePage('', LIMIT)).toMatchObject({ pruned: 1 });
    expect([pool.asked.length, own.asked.length]).toEqual([0, 2]);
  });

  it('is left when that connection is lost', async () => {
    const lost = new ScriptedPostgres(() => {
      throw driverError('57P01');
    });
    const pruner = new SessionPruner(lost.dataSource, clientOf(lost));
    const unavailable = { code: 'temporarily_unavailable' };
    await expect(pruner.prunePage('', LIMIT)).rejects.toMatchObject(unavailable);
  });
});
