import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import { LIFETIMES } from '../model.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Counts the end of a session from its last refresh. */
class EndlessSession extends SteppedSessions<Rewindable> {
  override rotate(claim: RotationClaim): Promise<Session | null> {
    return this.statement('rotates, and puts the end off', async () => {
      const session = await this.store.rotate(claim);
      const sessionExpiresAt = claim.now + LIFETIMES.session + 1_000;
      return session && this.store.overwrite({ ...session, sessionExpiresAt });
    });
  }
}

export const endlessSession: Mutant = {
  name: 'a refresh that puts off the end of the session',
  fault: 'A session that is refreshed in time never ends.',
  sessions: (store, statement) => new EndlessSession(store, statement),
  caughtBy: { 'the model explains everything': 'one refresh, and a day passes' },
};
