import {
  type CreatedSession,
  type CreateOptions,
  RefreshTokenStore,
  type RotationClaim,
} from '../../../src/auth/domain/refresh-token.store.js';
import type {
  ClientInfo,
  NewSession,
  RevocationReason,
  Session,
} from '../../../src/auth/domain/session.js';
import type { SessionBatch, SessionQuery } from '../../../src/auth/domain/session-query.js';
import type { Statement } from '../task.js';

/** A store in which every method is one step. */
export class SteppedSessions<Store extends RefreshTokenStore> extends RefreshTokenStore {
  override readonly recordsLogins: boolean;

  constructor(
    protected readonly store: Store,
    protected readonly statement: Statement,
  ) {
    super();
    this.recordsLogins = store.recordsLogins === true;
  }

  create(session: NewSession, options?: CreateOptions): Promise<CreatedSession> {
    return this.statement('inserts the session', () => this.store.create(session, options));
  }

  rotate(claim: RotationClaim): Promise<Session | null> {
    return this.statement('runs the statement that rotates', () => this.store.rotate(claim));
  }

  find(sid: string): Promise<Session | null> {
    return this.statement('reads the session', () => this.store.find(sid));
  }

  clientsOf(userId: string, before: string, limit: number): Promise<ClientInfo[]> {
    return this.statement('reads the clients of earlier sessions', () =>
      this.store.clientsOf(userId, before, limit),
    );
  }

  list(query: SessionQuery): Promise<Session[]> {
    return this.statement('lists sessions', () => this.store.list(query));
  }

  revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    return this.statement(`revokes (${reason})`, () => this.store.revoke(sid, reason, now));
  }

  revokeAllOf(userId: string, reason: RevocationReason, now: number, except?: string) {
    const revoke = () => this.store.revokeAllOf(userId, reason, now, except);
    return this.statement(`revokes all`, revoke);
  }

  revokeBatch(batch: SessionBatch, reason: RevocationReason, now: number) {
    return this.statement('revokes a batch', () => this.store.revokeBatch(batch, reason, now));
  }
}
