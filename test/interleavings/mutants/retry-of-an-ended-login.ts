import type { Login } from '../../../src/auth/domain/login.js';
import { consumptionOf } from '../../../src/auth/domain/consumption.js';
import { isSameKey } from '../../../src/auth/domain/idempotency-key.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Answers a retry without asking whether its login has ended. */
class RetryOfAnEndedLogin extends SteppedLogins<Rewindable> {
  private claim: RotationClaim | undefined;

  override rotate(claim: RotationClaim): Promise<Login | null> {
    this.claim = claim;
    return super.rotate(claim);
  }

  /** What is judged says that the login lives, to whoever asks again. */
  override async find(sid: string): Promise<Login | null> {
    const login = await super.find(sid);
    return login && this.isRetryOf(login) ? { ...login, revokedAt: null } : login;
  }

  private isRetryOf({ consumed, generation }: Login): boolean {
    const consumption = consumptionOf(consumed, generation, generation - 1);
    const { claim } = this;
    return claim?.generation === generation - 1 && isSameKey(claim.keyHash, consumption?.keyHash);
  }
}

export const retryOfAnEndedLogin: Mutant = {
  name: 'a retry of an ended login',
  fault: 'Whoever asks again with the right key gets the pair, also after a logout.',
  logins: (store, statement) => new RetryOfAnEndedLogin(store, statement),
  caughtBy: {
    'the model explains everything': 'a refresh whose answer was lost before, a logout',
    'revoked stays revoked': 'a refresh whose answer was lost before, a logout',
  },
};
