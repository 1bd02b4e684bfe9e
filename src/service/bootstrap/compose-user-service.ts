import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import type { Argon2Parameters } from '../../auth/domain/password-hash/argon2-parameters.js';
import { TypeOrmUserStore } from '../../auth/persistence/typeorm-user.store.js';
import { SystemClock } from '../../auth/config/system-clock.js';
import { Argon2PasswordHasher } from '../../auth/users/argon2-password-hasher.js';
import { UserService } from '../../auth/users/user.service.js';

/**
 * Creates the user service without Nest, which takes longer to start.
 *
 * @param parameters of new password hashes
 */
export function composeUserService(
  dataSource: DataSource,
  events?: AuthEvents,
  parameters?: Argon2Parameters,
): UserService {
  const [store, hasher] = [new TypeOrmUserStore(dataSource), new Argon2PasswordHasher(parameters)];
  return new UserService(store, hasher, new SystemClock(), events);
}
