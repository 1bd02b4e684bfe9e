import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../auth/domain/auth-events.js';
import { LoginAdminService } from '../auth/logins/login-admin.service.js';
import { TypeOrmRefreshTokenStore } from '../auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../auth/persistence/typeorm-user.store.js';
import { SystemClock } from '../auth/system-clock.js';

/** The administration of logins, without Nest: commands start at once. */
export function composeLoginAdmin(dataSource: DataSource, events: AuthEvents): LoginAdminService {
  const users = new TypeOrmUserStore(dataSource);
  const logins = new TypeOrmRefreshTokenStore(dataSource, users);
  return new LoginAdminService(logins, users, new SystemClock(), events);
}
