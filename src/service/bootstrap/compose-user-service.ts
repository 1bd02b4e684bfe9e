import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import { DEFAULT_LOGIN_RULES, type LoginRules } from '../../auth/domain/login-name.js';
import type { Argon2Parameters } from '../../auth/domain/password-hash/argon2-parameters.js';
import { TypeOrmUserStore } from '../../auth/persistence/typeorm-user.store.js';
import { SystemClock } from '../../auth/config/system-clock.js';
import type { Actor } from '../../auth/domain/user-events.js';
import { Argon2PasswordHasher } from '../../auth/users/argon2-password-hasher.js';
import { PasswordPolicy } from '../../auth/users/password-policy.js';
import { UserService } from '../../auth/users/user.service.js';

/** Settings of the user service, each with the default of its variable. */
export interface UserServiceSettings {
  /** Of new password hashes. */
  parameters?: Argon2Parameters | undefined;
  rules?: LoginRules | undefined;
  /** Of new passwords. */
  passwordMinLength?: number | undefined;
  /** Of the events. */
  actor?: Actor | undefined;
}

/** Creates the user service without Nest, which takes longer to start. */
export function composeUserService(
  dataSource: DataSource,
  events?: AuthEvents,
  { parameters, rules = DEFAULT_LOGIN_RULES, passwordMinLength, actor }: UserServiceSettings = {},
): UserService {
  const store = new TypeOrmUserStore(dataSource, true, rules);
  const hasher = new Argon2PasswordHasher(parameters);
  const policy = new PasswordPolicy({ minLength: passwordMinLength });
  return new UserService(store, hasher, new SystemClock(), { events, actor, policy });
}
