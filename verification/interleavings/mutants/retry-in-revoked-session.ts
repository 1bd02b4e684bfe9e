import type { Session } from '../../../src/auth/domain/session.js';
import { consumptionOf } from '../../../src/auth/domain/consumption.js';
import { isSameKey } from '../../../src/auth/domain/idempotency-key.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Accepts a retry without checking whether its session is revoked. */
class RetryInRevokedSession extends SteppedSessions<ReplaceableStore> {
  private claim: RotationClaim | undefined;

  override rotate(claim: RotationClaim): Promise<Session | null> {
    this.claim = claim;
    return super.rotate(claim);
  }

  /** Returns the session as active to a retry. */
  override async find(sid: string): Promise<Session | null> {
    const session = await super.find(sid);
    return session && this.isRetryOf(session) ? { ...session, revokedAt: null } : session;
  }

  private isRetryOf({ consumed, generation }: Session): boolean {
    const consumption = consumptionOf(consumed, generation, generation - 1);
    const { claim } = this;
    return claim?.generation === generation - 1 && isSameKey(claim.keyHash, consumption?.keyHash);
  }
}

export const retryInRevokedSession: Mutant = {
  name: 'a retry in a revoked session',
  fault: 'A retry with the right key returns the pair, even after a log-out.',
  sessions: (store, statement) => new RetryInRevokedSession(store, statement),
  caughtBy: {
    'the service matches the model': 'a refresh whose response was lost before, a log-out',
    'a revoked session stays revoked': 'a refresh whose response was lost before, a log-out',
  },
};
