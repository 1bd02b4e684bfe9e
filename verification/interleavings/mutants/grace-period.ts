import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Returns a new pair for a recently consumed token, as a grace period does. */
class GracePeriod extends SteppedSessions<ReplaceableStore> {
  override rotate(claim: RotationClaim): Promise<Session | null> {
    return this.statement('rotates, or issues a new pair within the grace period', async () => {
      const rotated = await this.store.rotate(claim);
      if (rotated !== null) return rotated;
      const session = await this.store.find(claim.sid);
      if (session?.generation !== claim.generation + 1) return null;
      return this.store.rotate({ ...claim, generation: session.generation });
    });
  }
}

export const gracePeriod: Mutant = {
  name: 'a grace period that issues new pairs',
  fault: 'The previous token returns a new pair.',
  sessions: (store, statement) => new GracePeriod(store, statement),
  caughtBy: {
    'one active token': 'one refresh, and a day passes',
    'a late thief gets no tokens': 'one refresh, a thief with a token',
    'an early thief loses the session': 'one refresh, a thief with a token',
  },
};
