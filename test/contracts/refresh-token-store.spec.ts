import { describe, expect, it } from '@jest/globals';
import { describeRefreshTokenStore } from '../../src/testing/index.js';
import { DATABASES } from '../support/databases.js';
import { claim, createSession, createUser, NOW } from './fixtures.js';
import { openStores, STORES } from './store-harness.js';

describe.each(STORES)('the refresh token store contract (%s)', (kind) => {
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

it.each(DATABASES)(
  'a store truncates a user agent that does not fit the column (%s)',
  async (kind) => {
    const harness = await openStores(kind);
    const [store] = harness.connections;
    const user = await createUser(store);
    const sid = await createSession(store, user);
    const long = { ip: '1'.repeat(99), userAgent: 'é'.repeat(999) };
    const rotated = await store.sessions.rotate(claim(sid, user.id, long));
    expect(rotated).toMatchObject({ generation: 1, userAgent: 'é'.repeat(255) });
    await harness.close();
  },
);
