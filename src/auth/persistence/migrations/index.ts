import { CreateRefreshToken1763800000000 } from './1763800000000-create-refresh-token.js';
import { CreateUser1763800000001 } from './1763800000001-create-user.js';
import { CreateLoginThrottle1764400000000 } from './1764400000000-create-login-throttle.js';
import { AddUserKeys1764400000001 } from './1764400000001-add-user-keys.js';
import { AddLoginUnlockedAt1764400000003 } from './1764400000003-add-login-unlocked-at.js';
import { AddRehashedFrom1764400000004 } from './1764400000004-add-rehashed-from.js';

/**
 * The migrations in their order. An application with its own users leaves out those of the table
 * `keyturn_user`: `CreateUser…`, `AddUserKeys…`, `AddLoginUnlockedAt…` and `AddRehashedFrom…`.
 */
export const MIGRATIONS = [
  CreateRefreshToken1763800000000,
  CreateUser1763800000001,
  CreateLoginThrottle1764400000000,
  AddUserKeys1764400000001,
  AddLoginUnlockedAt1764400000003,
  AddRehashedFrom1764400000004,
];
