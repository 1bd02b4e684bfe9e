import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Takes whoever asks for the one who consumed the token last: its key is not compared. */
class NoProofCheck extends SteppedSessions<Rewindable> {
  private keyHash = '';

  override rotate(claim: RotationClaim): Promise<Session | null> {
    this.keyHash = claim.keyHash;
    return super.rotate(claim);
  }

  /** What is judged says that this request's own key was the newest. */
  override async find(sid: string): Promise<Session | null> {
    const session = await super.find(sid);
    const consumed = this.keyHash + (session?.consumed.slice(this.keyHash.length) ?? '');
    return session && { ...session, consumed };
  }
}

export const noProofCheck: Mutant = {
  name: 'no proof check',
  fault: 'The token before the current one is answered again, whatever key comes with it.',
  sessions: (store, statement) => new NoProofCheck(store, statement),
  caughtBy: {
    'a late thief gets nothing': 'one refresh, a thief with a token',
    'an early thief is thrown out': 'one refresh, a thief with a token',
    'a captured request yields the same pair': 'two refreshes, a thief with a captured request',
  },
};
