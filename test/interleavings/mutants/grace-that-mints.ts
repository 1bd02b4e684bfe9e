import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Answers a token that was consumed a moment ago with a new pair, as a grace period does. */
class GraceThatMints extends SteppedSessions<Rewindable> {
  override rotate(claim: RotationClaim): Promise<Session | null> {
    return this.statement('rotates, or mints within the grace period', async () => {
      const rotated = await this.store.rotate(claim);
      if (rotated !== null) return rotated;
      const session = await this.store.find(claim.sid);
      if (session?.generation !== claim.generation + 1) return null;
      return this.store.rotate({ ...claim, generation: session.generation });
    });
  }
}

export const graceThatMints: Mutant = {
  name: 'a grace period that mints',
  fault: 'The token before the current one is answered with a new pair.',
  sessions: (store, statement) => new GraceThatMints(store, statement),
  caughtBy: {
    'one living token': 'one refresh, and a day passes',
    'a late thief gets nothing': 'one refresh, a thief with a token',
    'an early thief is thrown out': 'one refresh, a thief with a token',
  },
};
