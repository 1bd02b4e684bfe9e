import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../auth/domain/auth-events.js';
import { TypeOrmUserStore } from '../auth/persistence/typeorm-user.store.js';
import { SystemClock } from '../auth/system-clock.js';
import { Argon2PasswordHasher } from '../auth/users/argon2-password-hasher.js';
import { HashQueue } from '../auth/users/hash-queue.js';
import { UserService } from '../auth/users/user.service.js';

/** The administration of users, without Nest: commands start at once. */
export function composeUserService(dataSource: DataSource, events?: AuthEvents): UserService {
  const hasher = new Argon2PasswordHasher(new HashQueue());
  return new UserService(new TypeOrmUserStore(dataSource), hasher, new SystemClock(), events);
}
