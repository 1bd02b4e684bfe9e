export { MIGRATIONS } from './auth/persistence/migrations/index.js';
export { CreateRefreshToken1763800000000 } from './auth/persistence/migrations/1763800000000-create-refresh-token.js';
export { CreateUser1763800000001 } from './auth/persistence/migrations/1763800000001-create-user.js';
export { AddUserKeys1764400000001 } from './auth/persistence/migrations/1764400000001-add-user-keys.js';
export { CreateLoginThrottle1764400000000 } from './auth/persistence/migrations/1764400000000-create-login-throttle.js';
export { AddLoginUnlockedAt1764400000003 } from './auth/persistence/migrations/1764400000003-add-login-unlocked-at.js';
export { AddRehashedFrom1764400000004 } from './auth/persistence/migrations/1764400000004-add-rehashed-from.js';
