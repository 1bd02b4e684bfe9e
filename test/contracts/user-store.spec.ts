import { describe } from '@jest/globals';
import { describeUserStore } from '../../src/testing/index.js';
import { NOW } from './fixtures.js';
import { openStores, STORES } from './store-harness.js';

describe.each(STORES)('the contract (%s)', (kind) => {
  describeUserStore(async () => {
    const harness = await openStores(kind);
    const [{ users }] = harness.connections;
    return {
      users,
      create: (username, passwordHash) =>
        users.create({ username, passwordHash, isActive: true }, NOW),
      setPassword: (id, passwordHash) => users.setPassword(id, passwordHash, NOW),
      deactivate: (id) => users.deactivate(id, NOW),
      close: () => harness.close(),
    };
  });
});
