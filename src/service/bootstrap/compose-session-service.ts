import type { DataSource } from 'typeorm';
import type { AuthEvents } from '../../auth/domain/auth-events.js';
import type { UserStore } from '../../auth/domain/user.store.js';
import { TypeOrmRefreshTokenStore } from '../../auth/persistence/typeorm-refresh-token.store.js';
import { TypeOrmUserStore } from '../../auth/persistence/typeorm-user.store.js';
import { SessionReader } from '../../auth/sessions/session-reader.js';
import { SessionStatusCache } from '../../auth/sessions/session-status-cache.js';
import { SessionService } from '../../auth/sessions/session.service.js';
import { SystemClock } from '../../auth/config/system-clock.js';

export interface SessionAdministration {
  sessions: SessionService;
  users: UserStore;
}

/** Creates the session service without Nest, which takes longer to start. */
export function composeSessionService(
  dataSource: DataSource,
  events: AuthEvents,
): SessionAdministration {
  const clock = new SystemClock();
  const users = new TypeOrmUserStore(dataSource);
  const store = new TypeOrmRefreshTokenStore(dataSource, users);
  const sessionStatus = new SessionStatusCache(new SessionReader(store, users), clock);
  return { users, sessions: new SessionService(store, users, sessionStatus, clock, events) };
}
