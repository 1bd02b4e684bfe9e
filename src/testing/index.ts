export { AuthTestingModule } from './auth-testing.module.js';
export { describePasswordHasher } from './contracts/password-hasher.contract.js';
export type { RefreshTokenStoreFixture } from './contracts/begun-session.js';
export { describeRefreshTokenStore } from './contracts/refresh-token-store.contract.js';
export type { TestRunner } from './contracts/test-runner.js';
export {
  describeThrottleStore,
  type ThrottleStoreFixture,
} from './contracts/throttle-store.contract.js';
export { describeUserStore, type UserStoreFixture } from './contracts/user-store.contract.js';
export { guardAs } from './guard-as.js';
export { MemoryRefreshTokenStore } from './memory-refresh-token.store.js';
export { MemoryUserDirectory } from './memory-user-directory.js';
export { TestPasswordHasher } from './test-password-hasher.js';
export { TestTokens } from './test-tokens.js';
