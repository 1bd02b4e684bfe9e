import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { columnsOf, rotationStatements } from '../../src/auth/persistence/rotation-statements.js';
import { Statement } from '../../src/auth/persistence/statement.js';
import type { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { claim, createSession, createUser } from '../contracts/fixtures.js';
import { openStores, type StoreConnection, type StoreHarness } from '../contracts/store-harness.js';

const CONNECTIONS = 4;

describe('batches of rotations on PostgreSQL', () => {
  let harness: StoreHarness;
  let userId: string;

  beforeAll(async () => {
    harness = await openStores('postgres', CONNECTIONS);
  });
  afterAll(() => harness.close());
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const store = (index = 0): StoreConnection => harness.connections[index]!;

  const createSessions = async (count: number): Promise<string[]> => {
    const user = await createUser(store());
    userId = user.id;
    return Promise.all(Array.from({ length: count }, () => createSession(store(), user)));
  };
  const rotate = (sid: string, index = 0) => store(index).sessions.rotate(claim(sid, userId));
  const generation = (sid: string, value: number) => ({ id: sid, generation: value });

  /** Locks a session in a transaction, and commits a change of it after `work`. */
  const whileLocked = async <T>(sid: string, change: string, work: () => Promise<T>) => {
    const other = new pg.Client(harness.url);
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT FROM keyturn_refresh_token WHERE id = $1 FOR UPDATE', [sid]);
    const result = await work();
    await other.query(`UPDATE keyturn_refresh_token SET ${change} WHERE id = $1`, [sid]);
    await other.query('COMMIT');
    await other.end();
    return result;
  };

  it.each([
    ['rotates', 'the transaction leaves it active', 'ip = NULL', 1],
    [
      'does not rotate',
      'the transaction revokes it',
      "revoked_at = 1, revoked_reason = 'admin'",
      0,
    ],
    ['does not rotate', 'the transaction consumes the token', 'generation = 1', 0],
  ])(
    'a locked session delays no other session of its batch, and %s when %s',
    async (_, __, change, expected) => {
      const [locked, ...others] = (await createSessions(5)) as [string, ...string[]];
      const waiting = await whileLocked(locked, change, async () => {
        const claims = [locked, ...others].map((sid) => rotate(sid));
        const rotated = await Promise.all(claims.slice(1));
        expect(rotated).toMatchObject(others.map((sid) => generation(sid, 1)));
        return { result: claims[0]! };
      });
      const result = await waiting.result;
      expect(result?.generation ?? 0).toBe(expected);
    },
  );

  it('a session that is locked delays no later batch', async () => {
    const [locked, ...others] = (await createSessions(9)) as [string, ...string[]];
    const waiting = await whileLocked(locked, 'ip = NULL', async () => {
      const first = rotate(locked);
      for (let index = 0; index < 4; index++)
        await Promise.all(others.slice(index * 2, index * 2 + 2).map((sid) => rotate(sid)));
      return { first };
    });
    expect(await waiting.first).toMatchObject(generation(locked, 1));
  });

  it('batches in opposite orders and revocations of all sessions meet no deadlock', async () => {
    const execute = jest.spyOn(Statement.prototype, 'executeOnPostgres');
    for (let round = 0; round < 10; round++) {
      const sids = await createSessions(40);
      const orders = [sids, [...sids].reverse(), [...sids].sort(), [...sids].reverse()];
      const claims = orders.flatMap((order, index) => order.map((sid) => rotate(sid, index)));
      const revocation = store(1).sessions.revokeAllOf(userId, 'admin', 2);
      const winners = (await Promise.all(claims)).filter((session) => session !== null);
      expect(await revocation).toBe(40);
      expect(new Set(winners.map(({ id }) => id)).size).toBe(winners.length);
    }
    const executed = await Promise.allSettled(
      execute.mock.results.map(({ value }) => value as Promise<unknown>),
    );
    expect(executed.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  it('64 refreshes of one token in one process have one winner, next to other sessions', async () => {
    const [sid, ...others] = (await createSessions(20)) as [string, ...string[]];
    const claims = Array.from({ length: 64 }, () => rotate(sid));
    const neighbors = await Promise.all(others.map((other) => rotate(other)));
    expect(neighbors).toMatchObject(others.map((other) => generation(other, 1)));
    const winners = (await Promise.all(claims)).filter((session) => session !== null);
    expect(winners).toMatchObject([generation(sid, 1)]);
  });

  it('a trigger that rejects one session does not change the result of the others', async () => {
    const sids = await createSessions(6);
    const bad = sids[2]!;
    const admin = new pg.Client(harness.url);
    await admin.connect();
    await admin.query(`
      CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
        AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
      CREATE TRIGGER refuse BEFORE UPDATE ON keyturn_refresh_token
        FOR EACH ROW WHEN (OLD.id = '${bad}') EXECUTE FUNCTION refuse()`);
    const results = await Promise.allSettled(sids.map((sid) => rotate(sid)));
    await admin.query('DROP TRIGGER refuse ON keyturn_refresh_token');
    await admin.end();
    const expected = sids.map((sid) =>
      sid === bad
        ? { status: 'rejected', reason: { code: 'P0001' } }
        : { status: 'fulfilled', value: generation(sid, 1) },
    );
    expect(results).toMatchObject(expected);
  });

  it('the batch locks its rows once, without statistics about the table', async () => {
    const admin = new pg.Client(harness.url);
    await admin.connect();
    await admin.query('ALTER TABLE keyturn_refresh_token SET (autovacuum_enabled = off)');
    const sids = await createSessions(500);
    const owner = (store().users as TypeOrmUserStore).ownerCondition('session');
    const { rotateAll } = rotationStatements('keyturn_refresh_token', owner);
    const { idleExpiresAt: idle, ...rest } = claim('', userId);
    const claims = sids.slice(0, 10).map((sid) => ({ ...rest, sid, idle, tokenVersion: null }));
    const plans: string[] = [];
    const explain = async ({ text, values }: { text: string; values: unknown[] }) => {
      const { rows } = await admin.query<object>(`EXPLAIN ANALYZE ${text}`, values);
      plans.push(JSON.stringify(rows));
      return { rows };
    };
    await rotateAll.executeOnPostgres({ query: explain } as never, columnsOf(claims));
    await admin.end();
    expect(plans[0]).toMatch(/LockRows[^"]*loops=1\)/);
  });
});
