import type { Session } from '../../../src/auth/domain/session.js';
import { consumptionOf } from '../../../src/auth/domain/consumption.js';
import { isSameKey } from '../../../src/auth/domain/idempotency-key.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Answers a retry without asking whether its session has ended. */
class RetryOfAnEndedSession extends SteppedSessions<Rewindable> {
  private claim: RotationClaim | undefined;

  override rotate(claim: RotationClaim): Promise<Session | null> {
    this.claim = claim;
    return super.rotate(claim);
  }

  /** What is judged says that the session lives, to whoever asks again. */
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

export const retryOfAnEndedSession: Mutant = {
  name: 'a retry of an ended session',
  fault: 'Whoever asks again with the right key gets the pair, also after a logout.',
  sessions: (store, statement) => new RetryOfAnEndedSession(store, statement),
  caughtBy: {
    'the model explains everything': 'a refresh whose answer was lost before, a logout',
    'revoked stays revoked': 'a refresh whose answer was lost before, a logout',
  },
};
