import { randomUUID } from 'node:crypto';
import type { RevocationReason } from '../auth/domain/session.js';
import type { RefreshTokenStore } from '../auth/domain/refresh-token.store.js';
import {
  type NewUser,
  type PasswordChange,
  profileOf,
  UserConflictError,
  UserDirectory,
  type UserProfile,
} from '../auth/domain/user-directory.js';
import { type User, userOf, type UserWithPasswordHash } from '../auth/domain/user.js';
import { matchesUserQuery, MAX_USER_PAGE_SIZE, type UserQuery } from '../auth/domain/user-query.js';

type Record = UserWithPasswordHash<UserProfile>;

/** A `UserDirectory` in memory, for tests. */
export class MemoryUserDirectory extends UserDirectory {
  /** A private field, so that printing the directory does not show the hashes. */
  readonly #users = new Map<string, Record>();
  readonly #unlocked = new Map<string, number>();
  /** The store whose sessions are revoked together with a change of the user. */
  sessions: RefreshTokenStore | undefined;

  findByUsername(username: string): Promise<UserWithPasswordHash | null> {
    const found = [...this.#users.values()].find((user) => user.username === username);
    return Promise.resolve(found ?? null);
  }

  findById(id: string): Promise<User | null> {
    const user = this.#users.get(id);
    return Promise.resolve(user === undefined ? null : userOf(user));
  }

  findWithPasswordHash(id: string): Promise<UserWithPasswordHash | null> {
    return Promise.resolve(this.#users.get(id) ?? null);
  }

  recordLogin(id: string, now: number): Promise<void> {
    return this.change(id, { lastLoginAt: now });
  }

  async create(user: NewUser, now: number): Promise<UserProfile> {
    const id = user.id ?? randomUUID();
    if (await this.findByUsername(user.username)) throw new UserConflictError('username');
    if (this.#users.has(id)) throw new UserConflictError('id');
    const times = { createdAt: now, lastLoginAt: null, passwordChangedAt: now };
    const profile = { ...user, ...times, id, email: user.email ?? null };
    this.#users.set(id, profile);
    return profileOf(profile);
  }

  isEmpty(): Promise<boolean> {
    return Promise.resolve(this.#users.size === 0);
  }

  async findByName(username: string): Promise<UserProfile | null> {
    const found = await this.findByUsername(username);
    return found === null ? null : profileOf(found as Record);
  }

  list(query: UserQuery = {}): Promise<UserProfile[]> {
    const { after, limit = MAX_USER_PAGE_SIZE } = query;
    const byName = (a: Record, b: Record) => (a.username < b.username ? -1 : 1);
    const users = [...this.#users.values()]
      .filter(
        (user) => matchesUserQuery(user, query) && (after === undefined || user.username > after),
      )
      .sort(byName);
    return Promise.resolve(users.slice(0, limit).map(profileOf));
  }

  async rename(id: string, username: string): Promise<void> {
    const other = await this.findByUsername(username);
    if (other !== null && other.id !== id) throw new UserConflictError('username');
    await this.change(id, { username });
  }

  setEmail(id: string, email: string | null): Promise<void> {
    return this.change(id, { email });
  }

  async setPassword(id: string, passwordHash: string, now: number): Promise<void> {
    await this.change(id, { passwordHash, passwordChangedAt: now, ...this.nextVersion(id) });
    await this.sessions?.revokeAllOf(id, 'password_change', now);
  }

  override async replacePasswordHash(id: string, oldHash: string, newHash: string) {
    if (this.#users.get(id)?.passwordHash !== oldHash) return false;
    await this.change(id, { passwordHash: newHash });
    return true;
  }

  override async *passwordHashes() {
    yield await Promise.resolve([...this.#users.values()].map(({ passwordHash }) => passwordHash));
  }

  async changePassword(
    id: string,
    { passwordHash, tokenVersion }: PasswordChange,
    now: number,
  ): Promise<number | null> {
    const user = this.#users.get(id);
    if (user?.isActive !== true || user.tokenVersion !== tokenVersion) return null;
    await this.setPassword(id, passwordHash, now);
    return tokenVersion + 1;
  }

  override async revokeSessions(id: string, reason: RevocationReason, now: number): Promise<void> {
    await this.change(id, this.nextVersion(id));
    await this.sessions?.revokeAllOf(id, reason, now);
  }

  unlock(id: string): Promise<void> {
    this.#unlocked.set(id, Date.now());
    return Promise.resolve();
  }

  override loginUnlockedAt(id: string): Promise<number | null> {
    return Promise.resolve(this.#unlocked.get(id) ?? null);
  }

  activate(id: string): Promise<void> {
    return this.change(id, { isActive: true });
  }

  async deactivate(id: string, now: number): Promise<void> {
    await this.change(id, { isActive: false, ...this.nextVersion(id) });
    await this.sessions?.revokeAllOf(id, 'deactivated', now);
  }

  async delete(id: string, now: number): Promise<void> {
    this.#users.delete(id);
    await this.sessions?.revokeAllOf(id, 'deleted', now);
  }

  private nextVersion(id: string) {
    return { tokenVersion: (this.#users.get(id)?.tokenVersion ?? 0) + 1 };
  }

  private change(id: string, change: Partial<Record>): Promise<void> {
    const user = this.#users.get(id);
    if (user !== undefined) this.#users.set(id, { ...user, ...change });
    return Promise.resolve();
  }
}
