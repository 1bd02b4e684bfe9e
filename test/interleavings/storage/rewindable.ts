import type { Login, RevocationReason } from '../../../src/auth/domain/login.js';
import {
  type NewLogin,
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

  async rewind(user: UserWithPassword | null, logins: readonly Login[]): Promise<void> {
    this.users = await directoryOf(user);
    this.twin = new MemoryRefreshTokenStore(this.users);
    this.users.logins = this.twin;
    for (const login of logins) this.twin.overwrite(login);
    this.begun = logins.map(({ id }) => id);
  }

  async all(): Promise<Login[]> {
    const logins = await Promise.all(this.begun.map((sid) => this.twin.find(sid)));
    return logins.filter((login) => login !== null);
  }

  create(login: NewLogin): Promise<void> {
    this.begun.push(login.id);
    return this.twin.create(login);
  }

  rotate(claim: RotationClaim): Promise<Login | null> {
    return this.twin.rotate(claim);
  }

  find(sid: string): Promise<Login | null> {
    return this.twin.find(sid);
  }

  list(query: SessionQuery): Promise<Login[]> {
    return this.twin.list(query);
  }

  revoke(sid: string, reason: RevocationReason, now: number): Promise<Login | null> {
    return this.twin.revoke(sid, reason, now);
  }

  revokeAllOf(userId: string, reason: RevocationReason, now: number): Promise<number> {
    return this.twin.revokeAllOf(userId, reason, now);
  }

  revokeBatch(batch: SessionBatch, reason: RevocationReason, now: number) {
    return this.twin.revokeBatch(batch, reason, now);
  }

  overwrite(login: Login): Login {
    return this.twin.overwrite(login);
  }
}

async function directoryOf(user: UserWithPassword | null): Promise<MemoryUserDirectory> {
  const users = new MemoryUserDirectory();
  if (user !== null) await users.create({ ...user, passwordHash: user.passwordHash ?? '' }, 0);
  return users;
}
