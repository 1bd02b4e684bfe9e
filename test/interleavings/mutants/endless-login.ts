import type { Login } from '../../../src/auth/domain/login.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import { LIFETIMES } from '../model.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Counts the end of a login from its last refresh. */
class EndlessLogin extends SteppedLogins<Rewindable> {
  override rotate(claim: RotationClaim): Promise<Login | null> {
    return this.statement('rotates, and puts the end off', async () => {
      const login = await this.store.rotate(claim);
      const loginExpiresAt = claim.now + LIFETIMES.login + 1_000;
      return login && this.store.overwrite({ ...login, loginExpiresAt });
    });
  }
}

export const endlessLogin: Mutant = {
  name: 'a refresh that puts off the end of the login',
  fault: 'A login that is refreshed in time never ends.',
  logins: (store, statement) => new EndlessLogin(store, statement),
  caughtBy: { 'the model explains everything': 'one refresh, and a day passes' },
};
