import type { Login } from '../../../src/auth/domain/login.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Answers a token that was spent a moment ago with a new pair, as a grace period does. */
class GraceThatMints extends SteppedLogins<Rewindable> {
  override rotate(claim: RotationClaim): Promise<Login | null> {
    return this.statement('rotates, or mints within the grace period', async () => {
      const rotated = await this.store.rotate(claim);
      if (rotated !== null) return rotated;
      const login = await this.store.find(claim.sid);
      if (login?.generation !== claim.generation + 1) return null;
      return this.store.rotate({ ...claim, generation: login.generation });
    });
  }
}

export const graceThatMints: Mutant = {
  name: 'a grace period that mints',
  fault: 'The token before the current one is answered with a new pair.',
  logins: (store, statement) => new GraceThatMints(store, statement),
  caughtBy: {
    'one living token': 'one refresh, and a day passes',
    'a late thief gets nothing': 'one refresh, a thief with a token',
    'an early thief is thrown out': 'one refresh, a thief with a token',
  },
};
