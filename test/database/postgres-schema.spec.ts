import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { toSlot } from '../../src/auth/domain/consumption.js';
import { NO_KEY_HASH } from '../../src/auth/domain/idempotency-key.js';
import { TypeOrmRefreshTokenStore } from '../../src/auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../src/auth/persistence/typeorm-user.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { emptyDatabase, isBehind, open } from '../support/opened.js';

const TABLE = 'keyturn_refresh_token';
const TEN = Array.from({ length: 10 });

describe('PostgreSQL schema', () => {
  it('ten simultaneous checks report that an empty database is behind', async () => {
    const url = await emptyDatabase('postgres');
    const connections = await Promise.all(TEN.map(() => open(url)));
    const responses = await Promise.all(connections.map(isBehind));
    expect(responses).toEqual(TEN.map(() => true));
  });

  it('a rotation updates no index: the fillfactor is 80 and all updates are heap-only', async () => {
    const dataSource = await open(await emptyDatabase('postgres'));
    await migrate(dataSource);
    const options = 'SELECT reloptions FROM pg_class WHERE relname = $1';
    expect(await dataSource.query(options, [TABLE])).toEqual([{ reloptions: ['fillfactor=80'] }]);
    await rotateTenTimes(dataSource);
    expect(await updatesOf(dataSource)).toEqual({ updates: 10, heapOnly: 10 });
  });
});

async function rotateTenTimes(dataSource: DataSource): Promise<void> {
  const users = new TypeOrmUserStore(dataSource);
  const sessions = new TypeOrmRefreshTokenStore(dataSource, users);
  const now = 1_700_000_000_000;
  const user = { username: 'alice', passwordHash: 'hash', isActive: true, tokenVersion: 0 };
  const { id: userId } = await users.create(user, now);
  const sid = uuidv7();
  const client = { ip: '192.0.2.1', userAgent: 'test' };
  const times = { rotatedAt: now, expiresAt: now + 1e6, sessionExpiresAt: now + 1e9 };
  await sessions.create({ id: sid, userId, tokenVersion: 0, ...times, ...client });
  for (let generation = 0; generation < 10; generation++) {
    const slot = toSlot(NO_KEY_HASH, now);
    const claim = { sid, userId, generation, keyHash: NO_KEY_HASH, slot, now: now + generation };
    expect(await sessions.rotate({ ...claim, idleExpiresAt: now + 1e6, ...client })).not.toBeNull();
  }
}

/** A connection reports its statistics at the latest when it closes. */
async function updatesOf(dataSource: DataSource): Promise<{ updates: number; heapOnly: number }> {
  await dataSource.destroy();
  await dataSource.initialize();
  const sql =
    'SELECT n_tup_upd::int AS "updates", n_tup_hot_upd::int AS "heapOnly" ' +
    'FROM pg_stat_user_tables WHERE relname = $1';
  const read = async () => {
    type Row = { updates: number; heapOnly: number };
    return (await dataSource.query<[Row]>(sql, [TABLE]))[0];
  };
  for (let attempt = 0; attempt < 100 && (await read()).updates === 0; attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return read();
}
