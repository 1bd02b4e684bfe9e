import type {
  ClientInfo,
  NewSession,
  RevocationReason,
  Session,
} from '../../../src/auth/domain/session.js';
import {
  type CreatedSession,
  type CreateOptions,
  RefreshTokenStore,
  type RotationClaim,
} from '../../../src/auth/domain/refresh-token.store.js';
import type { SessionBatch, SessionQuery } from '../../../src/auth/domain/session-query.js';
import type { UserWithPasswordHash } from '../../../src/auth/domain/user.js';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../../src/testing/index.js';

/** The in-memory stores, whose state can be replaced. */
export class ReplaceableStore extends RefreshTokenStore {
  users = new MemoryUserDirectory();
  private memory = new MemoryRefreshTokenStore(this.users);
  private ids: string[] = [];

  async replaceState(
    user: UserWithPasswordHash | null,
    sessions: readonly Session[],
  ): Promise<void> {
    this.users = await directoryOf(user);
    this.memory = new MemoryRefreshTokenStore(this.users);
    this.users.sessions = this.memory;
    for (const session of sessions) this.memory.overwrite(session);
    this.ids = sessions.map(({ id }) => id);
  }

  async all(): Promise<Session[]> {
    const sessions = await Promise.all(this.ids.map((sid) => this.memory.find(sid)));
    return sessions.filter((session) => session !== null);
  }

  create(session: NewSession, options?: CreateOptions): Promise<CreatedSession> {
    this.ids.push(session.id);
    return this.memory.create(session, options);
  }

  rotate(claim: RotationClaim): Promise<Session | null> {
    return this.memory.rotate(claim);
  }

  find(sid: string): Promise<Session | null> {
    return this.memory.find(sid);
  }

  clientsOf(userId: string, before: string, limit: number): Promise<ClientInfo[]> {
    return this.memory.clientsOf(userId, before, limit);
  }

  list(query: SessionQuery): Promise<Session[]> {
    return this.memory.list(query);
  }

  revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    return this.memory.revoke(sid, reason, now);
  }

  revokeAllOf(userId: string, reason: RevocationReason, now: number, except?: string) {
    return this.memory.revokeAllOf(userId, reason, now, except);
  }

  revokeBatch(batch: SessionBatch, reason: RevocationReason, now: number) {
    return this.memory.revokeBatch(batch, reason, now);
  }

  overwrite(session: Session): Session {
    return this.memory.overwrite(session);
  }
}

async function directoryOf(user: UserWithPasswordHash | null): Promise<MemoryUserDirectory> {
  const users = new MemoryUserDirectory();
  if (user !== null) await users.create({ ...user, passwordHash: user.passwordHash ?? '' }, 0);
  return users;
}
