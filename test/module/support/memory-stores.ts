import { MemoryRefreshTokenStore } from '../../../src/testing/index.js';
import { Customers, PlainPasswords } from './customers.js';

/** Everything that an application may bring, so that no database is needed: anew for each. */
export function ownPorts() {
  const userStore = new Customers();
  return {
    userStore,
    refreshTokenStore: new MemoryRefreshTokenStore(userStore),
    passwordHasher: new PlainPasswords(),
  };
}
