import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isRotatedAhead } from '../../src/auth/domain/rotation.js';
import { describeRefreshTokenStore } from '../../src/testing/index.js';
import { claim, createSession, createUser, NOW } from './fixtures.js';
import { openStores, STORES, type StoreHarness } from './store-harness.js';

describe.each(STORES)('the contract (%s)', (kind) => {
  describeRefreshTokenStore(async () => {
    const harness = await openStores(kind);
    const [{ sessions: store, users }] = harness.connections;
    return {
      store,
      createUser: () => createUser(harness.connections[0]),
      deactivate: (userId) => users.deactivate(userId, NOW),
      revokeSessions: (userId) => users.setPassword(userId, 'another hash', NOW),
      close: () => harness.close(),
    };
  });
});

describe.each(STORES)('a store of sessions of our own (%s)', (kind) => {
  let harness: StoreHarness;

  beforeAll(async () => void (harness = await openStores(kind)));
  afterAll(() => harness.close());

  it('lets the holder of a newer token go on after an older state was restored', async () => {
    const [store] = harness.connections;
    const user = await createUser(store);
    const sid = await createSession(store, user);
    const backup = await store.sessions.find(sid);
    for (const generation of [0, 1, 2])
      await store.sessions.rotate(claim(sid, user.id, { generation }));
    await harness.restore(backup!);

    const rotated = await store.sessions.rotate(claim(sid, user.id, { generation: 3 }));
    expect(isRotatedAhead(rotated!)).toBe(true);
    const next = await store.sessions.rotate(claim(sid, user.id, { generation: 4 }));
    expect(isRotatedAhead(next!)).toBe(false);
  });

  it('keeps as much of a client’s description as fits', async () => {
    const [store] = harness.connections;
    const user = await createUser(store);
    const sid = await createSession(store, user);
    const long = { ip: '1'.repeat(99), userAgent: 'é'.repeat(999) };
    const rotated = await store.sessions.rotate(claim(sid, user.id, long));
    if (kind !== 'memory') expect(rotated?.userAgent).toBe('é'.repeat(255));
    expect(rotated?.generation).toBe(1);
  });
});
