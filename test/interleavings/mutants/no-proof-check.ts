import type { Login } from '../../../src/auth/domain/login.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Takes whoever asks for the one who spent the token last: its key is not compared. */
class NoProofCheck extends SteppedLogins<Rewindable> {
  private keyHash = '';

  override rotate(claim: RotationClaim): Promise<Login | null> {
    this.keyHash = claim.keyHash;
    return super.rotate(claim);
  }

  /** What is judged says that this request's own key was the newest. */
  override async find(sid: string): Promise<Login | null> {
    const login = await super.find(sid);
    const consumed = this.keyHash + (login?.consumed.slice(this.keyHash.length) ?? '');
    return login && { ...login, consumed };
  }
}

export const noProofCheck: Mutant = {
  name: 'no proof check',
  fault: 'The token before the current one is answered again, whatever key comes with it.',
  logins: (store, statement) => new NoProofCheck(store, statement),
  caughtBy: {
    'a late thief gets nothing': 'one refresh, a thief with a token',
    'an early thief is thrown out': 'one refresh, a thief with a token',
    'a captured request yields the same pair': 'two refreshes, a thief with a captured request',
  },
};
