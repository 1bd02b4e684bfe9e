import type { Session, RevocationReason } from '../../../src/auth/domain/session.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/**
 * Revokes within the transaction that the refusal of the request then rolls back: the request
 * believes that the session is ended, and nobody else ever sees it.
 */
class RolledBackRevocation extends SteppedSessions<Rewindable> {
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
  fault: 'The refusal of a reused token is thrown inside the transaction that revoked its session.',
  sessions: (store, statement) => new RolledBackRevocation(store, statement),
  caughtBy: {
    'an early thief is thrown out': 'one refresh, a thief with a token',
    'a consumed successor is noticed': 'two refreshes, a thief with a captured request',
  },
};
