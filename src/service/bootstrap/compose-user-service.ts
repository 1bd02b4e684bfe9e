import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import { TypeOrmUserStore } from '../../auth/persistence/typeorm-user.store.js';
import { SystemClock } from '../../auth/config/system-clock.js';
import { Argon2PasswordHasher } from '../../auth/users/argon2-password-hasher.js';
import { UserService } from '../../auth/users/user.service.js';

/** Creates the user service without Nest, which takes longer to start. */
export function composeUserService(dataSource: DataSource, events?: AuthEvents): UserService {
  const [store, hasher] = [new TypeOrmUserStore(dataSource), new Argon2PasswordHasher()];
  return new UserService(store, hasher, new SystemClock(), events);
}
