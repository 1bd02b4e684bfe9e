import { MemoryRefreshTokenStore } from '../../../src/testing/index.js';
import { Customers, PlainPasswordHasher } from './customers.js';

/** New instances of every port that an application can pass, so that no database is needed. */
export function ownPorts() {
  const userStore = new Customers();
  return {
    userStore,
    refreshTokenStore: new MemoryRefreshTokenStore(userStore),
    passwordHasher: new PlainPasswordHasher(),
  };
}
