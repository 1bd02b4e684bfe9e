import type { DataSource } from 'typeorm';
import { SystemClock } from '../../auth/config/system-clock.js';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import type { LoginRules } from '../../auth/domain/login-name.js';
import { UserBatchStore } from '../../auth/persistence/user-batch.store.js';
import { Argon2PasswordHasher } from '../../auth/users/argon2-password-hasher.js';
import type { ImportParts } from '../transfer/import-users.js';
import { composeUserService } from './compose-user-service.js';

/** Creates what an import needs, without Nest, which takes longer to start. */
export function composeUserImport(
  dataSource: DataSource,
  events: AuthEvents,
  rules: LoginRules,
): ImportParts {
  const hasher = new Argon2PasswordHasher();
  const users = composeUserService(dataSource, events, { rules });
  const clock = new SystemClock();
  return {
    store: new UserBatchStore(dataSource, rules),
    rules,
    events,
    matches: (hash, password) => hasher.verify(hash, password),
    // The rules of new passwords.
    hashOf: (password) => users.hashOf(password),
    now: () => clock.now(),
  };
}
