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

  async rewind(user: UserWithPassword, logins: readonly Login[]): Promise<void> {
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

/** A directory knows but one way to each state: through what happened. */
async function directoryOf(user: UserWithPassword): Promise<MemoryUserDirectory> {
  const { id, username, passwordHash, isActive, tokenVersion } = user;
  const users = new MemoryUserDirectory();
  await users.create({ id, username, passwordHash: passwordHash ?? '', isActive: true }, 0);
  const raises = isActive ? tokenVersion : tokenVersion - 1;
  for (let raised = 0; raised < raises; raised++) await users.endLogins(id, 'admin', 0);
  if (!isActive) await users.deactivate(id, 0);
  return users;
}
