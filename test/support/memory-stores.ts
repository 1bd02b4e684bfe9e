import { randomUUID } from 'node:crypto';
import { judgeLogin, type Login, type RevocationReason } from '../../src/auth/domain/login.js';
import { isSameKey, NO_PROOF, PROOF_LENGTH, PROOF_SLOTS } from '../../src/auth/domain/proofs.js';
import { type LoginBatch, LoginDirectory } from '../../src/auth/domain/login-directory.js';
import type {
  NewLogin,
  RefreshTokenStore,
  RotationClaim,
} from '../../src/auth/domain/refresh-token.store.js';
import {
  type NewUser,
  UserConflictError,
  UserDirectory,
  type UserProfile,
} from '../../src/auth/domain/user-directory.js';
import type { UserStore, UserWithPassword } from '../../src/auth/domain/user.store.js';

/** The twin of the TypeORM store: the same promises, in a few lines that can be read at a glance. */
export class MemoryRefreshTokenStore extends LoginDirectory {
  private readonly logins = new Map<string, Login>();

  constructor(private readonly users: UserStore) {
    super();
  }

  create(login: NewLogin): Promise<void> {
    const born = { generation: 0, proofs: '', revokedAt: null, revokedReason: null };
    this.logins.set(login.id, { ...login, ...born, createdAt: login.rotatedAt });
    return Promise.resolve();
  }

  async rotate(claim: RotationClaim): Promise<Login | null> {
    const { sid, userId, generation, proof, now, idleExpiresAt, ip, userAgent } = claim;
    const user = await this.users.findById(userId);
    const login = this.logins.get(sid) ?? null;
    if (login === null || judgeLogin(login, user, userId, now) !== 'living') return null;
    if (login.generation > generation) return null;
    if (isSameKey(proof, login.proofs.slice(0, PROOF_LENGTH))) return null;
    const known = login.generation === generation ? login.proofs : '';
    const rotated = {
      ...login,
      generation: generation + 1,
      rotatedAt: now,
      expiresAt: Math.min(login.loginExpiresAt, idleExpiresAt),
      proofs: (proof + known).slice(0, NO_PROOF.length * PROOF_SLOTS),
      ip,
      userAgent,
    };
    this.logins.set(sid, rotated);
    return rotated;
  }

  find(sid: string): Promise<Login | null> {
    return Promise.resolve(this.logins.get(sid) ?? null);
  }

  revoke(sid: string, reason: RevocationReason, now: number): Promise<Login | null> {
    const login = this.logins.get(sid);
    if (login === undefined || login.revokedAt !== null) return Promise.resolve(null);
    return Promise.resolve(this.overwrite({ ...login, revokedAt: now, revokedReason: reason }));
  }

  async revokeAllOf(userId: string, reason: RevocationReason, now: number): Promise<number> {
    const owned = [...this.logins.values()].filter((login) => login.userId === userId);
    const revoked = await Promise.all(owned.map(({ id }) => this.revoke(id, reason, now)));
    return revoked.filter((login) => login !== null).length;
  }

  listOf(userId: string, limit: number): Promise<Login[]> {
    const owned = [...this.logins.values()].filter((login) => login.userId === userId);
    owned.sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1));
    return Promise.resolve(owned.slice(0, limit));
  }

  async revokeBatch({ after, limit }: LoginBatch, reason: RevocationReason, now: number) {
    const living = [...this.logins.values()].filter(
      ({ id, revokedAt, loginExpiresAt, createdAt }) =>
        id > after && revokedAt === null && loginExpiresAt > now && createdAt <= now,
    );
    const ids = living.map(({ id }) => id).sort();
    const batch = ids.slice(0, limit);
    await Promise.all(batch.map((id) => this.revoke(id, reason, now)));
    return batch;
  }

  /** As a restored backup does. */
  overwrite(login: Login): Login {
    this.logins.set(login.id, login);
    return login;
  }
}

type Record = UserProfile & UserWithPassword;

export class MemoryUserDirectory extends UserDirectory {
  private readonly users = new Map<string, Record>();
  logins: RefreshTokenStore | undefined;

  findByUsername(username: string): Promise<UserWithPassword | null> {
    const found = [...this.users.values()].find((user) => user.username === username);
    return Promise.resolve(found ?? null);
  }

  findById(id: string): Promise<UserWithPassword | null> {
    return Promise.resolve(this.users.get(id) ?? null);
  }

  recordLogin(id: string, now: number): Promise<void> {
    return this.change(id, { lastLoginAt: now });
  }

  async create(user: NewUser, now: number): Promise<UserProfile> {
    const id = user.id ?? randomUUID();
    if (await this.findByUsername(user.username)) throw new UserConflictError('username');
    if (this.users.has(id)) throw new UserConflictError('id');
    const times = { createdAt: now, lastLoginAt: null, passwordChangedAt: now };
    const profile = { ...user, ...times, id, email: user.email ?? null, tokenVersion: 0 };
    this.users.set(id, profile);
    return profile;
  }

  isEmpty(): Promise<boolean> {
    return Promise.resolve(this.users.size === 0);
  }

  list(): Promise<UserProfile[]> {
    const byName = (a: Record, b: Record) => (a.username < b.username ? -1 : 1);
    return Promise.resolve([...this.users.values()].sort(byName));
  }

  async setPassword(id: string, passwordHash: string, now: number): Promise<void> {
    await this.change(id, { passwordHash, passwordChangedAt: now, ...this.nextVersion(id) });
    await this.logins?.revokeAllOf(id, 'password_change', now);
  }

  override async endLogins(id: string, reason: RevocationReason, now: number): Promise<void> {
    await this.change(id, this.nextVersion(id));
    await this.logins?.revokeAllOf(id, reason, now);
  }

  activate(id: string): Promise<void> {
    return this.change(id, { isActive: true });
  }

  async deactivate(id: string, now: number): Promise<void> {
    await this.change(id, { isActive: false, ...this.nextVersion(id) });
    await this.logins?.revokeAllOf(id, 'deactivated', now);
  }

  private nextVersion(id: string) {
    return { tokenVersion: (this.users.get(id)?.tokenVersion ?? 0) + 1 };
  }

  private change(id: string, change: Partial<Record>): Promise<void> {
    const user = this.users.get(id);
    if (user !== undefined) this.users.set(id, { ...user, ...change });
    return Promise.resolve();
  }
}
