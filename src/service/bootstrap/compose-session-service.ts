import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import { DEFAULT_LOGIN_RULES, type LoginRules } from '../../auth/domain/login-name.js';
import type { UserDirectory } from '../../auth/domain/user-directory.js';
import { TypeOrmRefreshTokenStore } from '../../auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../auth/persistence/typeorm-user.store.js';
import { SessionReader } from '../../auth/sessions/session-reader.js';
import { SessionStatusCache } from '../../auth/sessions/session-status-cache.js';
import { SessionService } from '../../auth/sessions/session.service.js';
import { SystemClock } from '../../auth/config/system-clock.js';

export interface SessionAdministration {
  sessions: SessionService;
  users: UserDirectory;
}

/** Creates the session service without Nest, which takes longer to start. */
export function composeSessionService(
  dataSource: DataSource,
  events: AuthEvents,
  rules: LoginRules = DEFAULT_LOGIN_RULES,
): SessionAdministration {
  const clock = new SystemClock();
  const users = new TypeOrmUserStore(dataSource, true, rules);
  const store = new TypeOrmRefreshTokenStore(dataSource, users);
  const sessionStatus = new SessionStatusCache(new SessionReader(store, users), clock);
  return { users, sessions: new SessionService(store, users, sessionStatus, clock, events) };
}
