import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import { LIFETIMES } from '../model.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Extends the lifetime of a session with every refresh. */
class ExtendedSession extends SteppedSessions<ReplaceableStore> {
  override rotate(claim: RotationClaim): Promise<Session | null> {
    return this.statement('rotates, and extends the lifetime', async () => {
      const session = await this.store.rotate(claim);
      const sessionExpiresAt = claim.now + LIFETIMES.session + 1_000;
      return session && this.store.overwrite({ ...session, sessionExpiresAt });
    });
  }
}

export const extendedSession: Mutant = {
  name: 'a refresh that extends the lifetime of the session',
  fault: 'A session that is refreshed regularly never expires.',
  sessions: (store, statement) => new ExtendedSession(store, statement),
  caughtBy: { 'the service matches the model': 'one refresh, and a day passes' },
};
