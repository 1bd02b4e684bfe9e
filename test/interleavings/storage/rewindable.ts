import type { Session, RevocationReason } from '../../../src/auth/domain/session.js';
import {
  type NewSession,
  RefreshTokenStore,
  type RotationClaim,
} from '../../../src/auth/domain/refresh-token.store.js';
import type { SessionBatch, SessionQuery } from '../../../src/auth/domain/session-query.js';
import type { UserWithPassword } from '../../../src/auth/domain/user.store.js';
import { MemoryRefreshTokenStore, MemoryUserDirectory } from '../../../src/testing/index.js';

/** The twins in memory, which another state can be put under. */
export class Rewindable extends RefreshTokenStore {
  users = new MemoryUserDirectory();
  private twin = new MemoryRefreshTokenStore(this.users);
  private begun: string[] = [];

  async rewind(user: UserWithPassword | null, sessions: readonly Session[]): Promise<void> {
    this.users = await directoryOf(user);
    this.twin = new MemoryRefreshTokenStore(this.users);
    this.users.sessions = this.twin;
    for (const session of sessions) this.twin.overwrite(session);
    this.begun = sessions.map(({ id }) => id);
  }

  async all(): Promise<Session[]> {
    const sessions = await Promise.all(this.begun.map((sid) => this.twin.find(sid)));
    return sessions.filter((session) => session !== null);
  }

  create(session: NewSession): Promise<void> {
    this.begun.push(session.id);
    return this.twin.create(session);
  }

  rotate(claim: RotationClaim): Promise<Session | null> {
    return this.twin.rotate(claim);
  }

  find(sid: string): Promise<Session | null> {
    return this.twin.find(sid);
  }

  list(query: SessionQuery): Promise<Session[]> {
    return this.twin.list(query);
  }

  revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    return this.twin.revoke(sid, reason, now);
  }

  revokeAllOf(userId: string, reason: RevocationReason, now: number): Promise<number> {
    return this.twin.revokeAllOf(userId, reason, now);
  }

  revokeBatch(batch: SessionBatch, reason: RevocationReason, now: number) {
    return this.twin.revokeBatch(batch, reason, now);
  }

  overwrite(session: Session): Session {
    return this.twin.overwrite(session);
  }
}

async function directoryOf(user: UserWithPassword | null): Promise<MemoryUserDirectory> {
  const users = new MemoryUserDirectory();
  if (user !== null) await users.create({ ...user, passwordHash: user.passwordHash ?? '' }, 0);
  return users;
}
