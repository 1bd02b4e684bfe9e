import type { NewLogin } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Inserts a login as one of the user as he is now, not as he was when the password was verified. */
class LoginWithoutVersion extends SteppedLogins<Rewindable> {
  override create(login: NewLogin): Promise<void> {
    return this.statement('inserts the login, without a version', async () => {
      const user = await this.store.users.findById(login.userId);
      await this.store.create({ ...login, tokenVersion: user?.tokenVersion ?? 0 });
    });
  }
}

export const loginWithoutVersion: Mutant = {
  name: 'an insert of a login without token_version',
  fault: 'A login in flight outlives the password that it was begun with.',
  logins: (store, statement) => new LoginWithoutVersion(store, statement),
  caughtBy: { 'revoked stays revoked': 'a login that begins, a password change' },
};
