import type { Login, RevocationReason } from '../../../src/auth/domain/login.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/**
 * Revokes within the transaction that the refusal of the request then rolls back: the request
 * believes that the login is ended, and nobody else ever sees it.
 */
class RolledBackRevocation extends SteppedLogins<Rewindable> {
  override async revoke(sid: string, reason: RevocationReason, now: number): Promise<Login | null> {
    if (reason !== 'reuse') return super.revoke(sid, reason, now);
    const uncommitted = await this.statement('revokes (reuse), uncommitted', async () => {
      const login = await this.store.find(sid);
      return login?.revokedAt === null ? { ...login, revokedAt: now, revokedReason: reason } : null;
    });
    await this.statement('rolls back', () => Promise.resolve());
    return uncommitted;
  }
}

export const rolledBackRevocation: Mutant = {
  name: 'a revocation that is rolled back',
  fault: 'The refusal of a reused token is thrown inside the transaction that revoked its login.',
  logins: (store, statement) => new RolledBackRevocation(store, statement),
  caughtBy: {
    'an early thief is thrown out': 'one refresh, a thief with a token',
    'a spent successor is noticed': 'two refreshes, a thief with a captured request',
  },
};
