import { describe, expect, it } from '@jest/globals';
import { loginThrottleTable } from '../../src/auth/persistence/login-throttle-table.js';
import { poolOf } from '../../src/auth/persistence/typeorm-driver.js';
import { MemoryThrottleStore } from '../../src/auth/throttle/memory-throttle.store.js';
import { PostgresThrottleStore } from '../../src/auth/throttle/postgres-throttle.store.js';
import { migrate } from '../../src/service/database/migrate.js';
import { describeThrottleStore } from '../../src/testing/index.js';
import { DATABASES } from '../support/databases.js';
import { emptyDatabase, open } from '../support/opened.js';

const KINDS = ['memory', ...DATABASES.filter((kind) => kind === 'postgres')];

async function storeOn(url: string) {
  const dataSource = await open(url);
  return new PostgresThrottleStore(poolOf(dataSource), loginThrottleTable(dataSource));
}

describe.each(KINDS)('the contract of the counters (%s)', (kind) => {
  describeThrottleStore(async () => {
    if (kind === 'memory') return { store: new MemoryThrottleStore() };
    const url = await emptyDatabase('postgres');
    await migrate(await open(url));
    return { store: await storeOn(url), other: await storeOn(url) };
  });
});

describe('MemoryThrottleStore', () => {
  it('drops the oldest counter when it has too many', async () => {
    const store = new MemoryThrottleStore(2);
    const count = async (key: string) => (await store.count({ key, limit: 9, seconds: 60 })).count;
    await count('first');
    await count('second');
    await count('third');
    expect([await count('third'), await count('first')]).toEqual([2, 1]);
  });

  it('keeps a counter that refuses when it drops another one', async () => {
    const store = new MemoryThrottleStore(2);
    const count = async (key: string) => (await store.count({ key, limit: 1, seconds: 60 })).count;
    await count('refuses');
    await count('refuses');
    await store.count({ key: 'second', limit: 9, seconds: 60 });
    await store.count({ key: 'third', limit: 9, seconds: 60 });
    expect(await count('refuses')).toBe(3);
  });

  it('drops the oldest counter when all of them refuse', async () => {
    const store = new MemoryThrottleStore(1);
    const count = async (key: string) => (await store.count({ key, limit: 1, seconds: 60 })).count;
    await count('first');
    await count('second');
    expect(await count('first')).toBe(1);
  });
});
