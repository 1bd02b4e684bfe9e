import { judgeLogin, type Login, type RevocationReason } from '../auth/domain/login.js';
import { CONSUMED_LENGTH, hasConsumed } from '../auth/domain/consumption.js';
import {
  type NewLogin,
  RefreshTokenStore,
  type RotationClaim,
} from '../auth/domain/refresh-token.store.js';
import type { SessionBatch, SessionQuery } from '../auth/domain/session-query.js';
import { sessionState } from '../auth/domain/session-state.js';
import type { UserStore } from '../auth/domain/user.store.js';

/** The twin of the TypeORM store: the same promises, in a few lines that can be read at a glance. */
export class MemoryRefreshTokenStore extends RefreshTokenStore {
  private readonly logins = new Map<string, Login>();

  constructor(private readonly users: UserStore) {
    super();
  }

  create(login: NewLogin): Promise<void> {
    const born = { generation: 0, consumed: '', revokedAt: null, revokedReason: null };
    this.logins.set(login.id, { ...login, ...born, createdAt: login.rotatedAt });
    return Promise.resolve();
  }

  async rotate(claim: RotationClaim): Promise<Login | null> {
    const { sid, userId, generation, keyHash, slot, now, idleExpiresAt, ip, userAgent } = claim;
    const user = await this.users.findById(userId);
    const login = this.logins.get(sid) ?? null;
    if (login === null || judgeLogin(login, user, userId, now) !== 'living') return null;
    if (login.generation > generation) return null;
    if (hasConsumed(login.consumed, keyHash)) return null;
    const earlier = login.generation === generation ? login.consumed : '';
    const rotated = {
      ...login,
      generation: generation + 1,
      rotatedAt: now,
      expiresAt: Math.min(login.loginExpiresAt, idleExpiresAt),
      consumed: (slot + earlier).slice(0, CONSUMED_LENGTH),
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

  async list({ userId, activeAt, after, limit }: SessionQuery): Promise<Login[]> {
    const user = userId === undefined ? null : await this.users.findById(userId);
    const listed = [...this.logins.values()].filter(
      (login) =>
        (userId === undefined || login.userId === userId) &&
        (after === undefined || login.id < after) &&
        (activeAt === undefined || sessionState(login, user, activeAt) === 'active'),
    );
    return listed.sort((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit);
  }

  async revokeBatch(
    { after, limit, createdUntil }: SessionBatch,
    reason: RevocationReason,
    now: number,
  ) {
    const living = [...this.logins.values()].filter(
      ({ id, revokedAt, loginExpiresAt, createdAt }) =>
        id > after && revokedAt === null && loginExpiresAt > now && createdAt <= createdUntil,
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
