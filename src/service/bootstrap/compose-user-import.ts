import type { DataSource } from 'typeorm';
import { SystemClock } from '../../auth/config/system-clock.js';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import type { LoginRules } from '../../auth/domain/login-name.js';
import { UserBatchStore } from '../../auth/persistence/user-batch.store.js';
import { Argon2PasswordHasher } from '../../auth/users/argon2-password-hasher.js';
import type { ImportParts } from '../transfer/import-users.js';
import { composeUserService, type UserServiceSettings } from './compose-user-service.js';

/** Creates what an import needs, without Nest, which takes longer to start. */
export function composeUserImport(
  dataSource: DataSource,
  events: AuthEvents,
  settings: UserServiceSettings & { rules: LoginRules },
): ImportParts {
  const { rules } = settings;
  const hasher = new Argon2PasswordHasher(settings.parameters);
  const users = composeUserService(dataSource, events, settings);
  const clock = new SystemClock();
  return {
    store: new UserBatchStore(dataSource, rules),
    rules,
    events,
    actor: 'command_line',
    matches: (hash, password) => hasher.verify(hash, password),
    // The rules of new passwords.
    hashOf: (password, owner) => users.hashOf(password, owner),
    now: () => clock.now(),
  };
}
