import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Treats every caller as the client that consumed the token: does not compare the key. */
class NoKeyCheck extends SteppedSessions<ReplaceableStore> {
  private keyHash = '';

  override rotate(claim: RotationClaim): Promise<Session | null> {
    this.keyHash = claim.keyHash;
    return super.rotate(claim);
  }

  /** Returns a row in which the key of this request is the newest. */
  override async find(sid: string): Promise<Session | null> {
    const session = await super.find(sid);
    const consumed = this.keyHash + (session?.consumed.slice(this.keyHash.length) ?? '');
    return session && { ...session, consumed };
  }
}

export const noKeyCheck: Mutant = {
  name: 'no key check',
  fault: 'The previous token returns the pair again, with any key.',
  sessions: (store, statement) => new NoKeyCheck(store, statement),
  caughtBy: {
    'a late thief gets no tokens': 'one refresh, a thief with a token',
    'an early thief loses the session': 'one refresh, a thief with a token',
    'a captured request yields the same pair': 'two refreshes, a thief with a captured request',
  },
};
