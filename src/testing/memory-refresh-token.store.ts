import {
  type ClientInfo,
  classifySession,
  initialSession,
  isExpired,
  type NewSession,
  type RevocationReason,
  type Session,
  sessionState,
} from '../auth/domain/session.js';
import { CONSUMED_LENGTH, hasConsumed } from '../auth/domain/consumption.js';
import {
  type CreatedSession,
  type CreateOptions,
  RefreshTokenStore,
  type RotationClaim,
} from '../auth/domain/refresh-token.store.js';
import type { SessionBatch, SessionQuery } from '../auth/domain/session-query.js';
import type { UserStore } from '../auth/domain/user.store.js';

/** Stores sessions in memory. It passes the same contract tests as the TypeORM store. */
export class MemoryRefreshTokenStore extends RefreshTokenStore {
  private readonly sessions = new Map<string, Session>();

  constructor(private readonly users: UserStore) {
    super();
  }

  async create(
    session: NewSession,
    { maxActive = Infinity, compared = 0 }: CreateOptions = {},
  ): Promise<CreatedSession> {
    this.sessions.set(session.id, initialSession(session));
    const revoked = maxActive === Infinity ? [] : this.activeBeside(session).slice(maxActive - 1);
    for (const id of revoked) await this.revoke(id, 'session_limit', session.rotatedAt);
    const earlierClients = await this.clientsOf(session.userId, session.id, compared);
    return { revoked, earlierClients };
  }

  async rotate(claim: RotationClaim): Promise<Session | null> {
    const { sid, userId, generation, keyHash, slot, now, idleExpiresAt, ip, userAgent } = claim;
    const user = await this.users.findById(userId);
    const session = this.sessions.get(sid) ?? null;
    if (session === null || classifySession(session, user, userId, now) !== 'active') return null;
    if (session.generation > generation) return null;
    if (hasConsumed(session.consumed, keyHash)) return null;
    const earlier = session.generation === generation ? session.consumed : '';
    const rotated = {
      ...session,
      generation: generation + 1,
      rotatedAt: now,
      expiresAt: Math.min(session.sessionExpiresAt, idleExpiresAt),
      consumed: (slot + earlier).slice(0, CONSUMED_LENGTH),
      ip,
      userAgent,
    };
    this.sessions.set(sid, rotated);
    return rotated;
  }

  find(sid: string): Promise<Session | null> {
    return Promise.resolve(this.sessions.get(sid) ?? null);
  }

  revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    const session = this.sessions.get(sid);
    if (session === undefined || session.revokedAt !== null) return Promise.resolve(null);
    return Promise.resolve(this.overwrite({ ...session, revokedAt: now, revokedReason: reason }));
  }

  async revokeAllOf(
    userId: string,
    reason: RevocationReason,
    now: number,
    except?: string,
  ): Promise<number> {
    const owned = [...this.sessions.values()].filter(
      (session) => session.userId === userId && session.id !== except,
    );
    const revoked = await Promise.all(owned.map(({ id }) => this.revoke(id, reason, now)));
    return revoked.filter((session) => session !== null).length;
  }

  async list({ userId, activeAt, after, before, limit }: SessionQuery): Promise<Session[]> {
    const user = userId === undefined ? null : await this.users.findById(userId);
    const listed = [...this.sessions.values()].filter(
      (session) =>
        (userId === undefined || session.userId === userId) &&
        (after === undefined || session.id < after) &&
        (before === undefined || session.id > before) &&
        (activeAt === undefined || sessionState(session, user, activeAt) === 'active'),
    );
    const newestFirst = listed.sort((a, b) => (a.id < b.id ? 1 : -1));
    return before === undefined ? newestFirst.slice(0, limit) : newestFirst.slice(-limit);
  }

  async clientsOf(userId: string, before: string, limit: number): Promise<ClientInfo[]> {
    const sessions = await this.list({ userId, after: before, limit });
    const clients = sessions.map(({ ip, userAgent }): [string, ClientInfo] => [
      JSON.stringify([ip, userAgent]),
      { ip, userAgent },
    ]);
    return [...new Map(clients).values()];
  }

  async revokeBatch(
    { after, limit, createdUntil }: SessionBatch,
    reason: RevocationReason,
    now: number,
  ) {
    const revocable = [...this.sessions.values()].filter(
      ({ id, revokedAt, sessionExpiresAt, createdAt }) =>
        id > after && revokedAt === null && sessionExpiresAt > now && createdAt <= createdUntil,
    );
    const ids = revocable.map(({ id }) => id).sort();
    const batch = ids.slice(0, limit);
    await Promise.all(batch.map((id) => this.revoke(id, reason, now)));
    return batch;
  }

  /** @returns the other active sessions of the user with the same version, newest first */
  private activeBeside({ id, userId, tokenVersion, rotatedAt: now }: NewSession): string[] {
    const others = [...this.sessions.values()].filter(
      (other) =>
        other.userId === userId &&
        other.tokenVersion === tokenVersion &&
        other.revokedAt === null &&
        !isExpired(other, now),
    );
    const ids = others.map((other) => other.id).filter((other) => other !== id);
    return ids.sort().reverse();
  }

  /** Replaces a session, as a restored backup does. */
  overwrite(session: Session): Session {
    this.sessions.set(session.id, session);
    return session;
  }
}
