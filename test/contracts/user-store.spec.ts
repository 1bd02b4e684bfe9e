import { describe } from '@jest/globals';
import { describeUserStore } from '../../src/testing/index.js';
import { newUser, NOW } from './fixtures.js';
import { openStores, STORES } from './store-harness.js';

describe.each(STORES)('the user store contract (%s)', (kind) => {
  describeUserStore(async () => {
    const harness = await openStores(kind);
    const [{ users }] = harness.connections;
    return {
      users,
      create: (username, passwordHash, id) =>
        users.create(newUser({ username, passwordHash, id }), NOW),
      delete: (id) => users.delete(id, NOW),
      setPassword: (id, passwordHash) => users.setPassword(id, passwordHash, NOW),
      deactivate: (id) => users.deactivate(id, NOW),
      close: () => harness.close(),
    };
  });
});
