import type { Session, RevocationReason } from '../../../src/auth/domain/session.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/**
 * Revokes within the transaction that the rejection of the request then rolls back: the session
 * stays active.
 */
class RolledBackRevocation extends SteppedSessions<ReplaceableStore> {
  override async revoke(
    sid: string,
    reason: RevocationReason,
    now: number,
  ): Promise<Session | null> {
    if (reason !== 'reuse') return super.revoke(sid, reason, now);
    const uncommitted = await this.statement('revokes (reuse), uncommitted', async () => {
      const session = await this.store.find(sid);
      return session?.revokedAt === null
        ? { ...session, revokedAt: now, revokedReason: reason }
        : null;
    });
    await this.statement('rolls back', () => Promise.resolve());
    return uncommitted;
  }
}

export const rolledBackRevocation: Mutant = {
  name: 'a revocation that is rolled back',
  fault: 'The error for a reused token is thrown inside the transaction that revokes its session.',
  sessions: (store, statement) => new RolledBackRevocation(store, statement),
  caughtBy: {
    'an early thief loses the session': 'one refresh, a thief with a token',
    'a consumed successor is detected': 'two refreshes, a thief with a captured request',
  },
};
