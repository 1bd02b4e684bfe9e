import type { NewSession } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Inserts a session as one of the user as he is now, not as he was when the password was verified. */
class SessionWithoutVersion extends SteppedSessions<Rewindable> {
  override create(session: NewSession): Promise<void> {
    return this.statement('inserts the session, without a version', async () => {
      const user = await this.store.users.findById(session.userId);
      await this.store.create({ ...session, tokenVersion: user?.tokenVersion ?? 0 });
    });
  }
}

export const sessionWithoutVersion: Mutant = {
  name: 'an insert of a session without token_version',
  fault: 'A session in flight outlives the password that it was begun with.',
  sessions: (store, statement) => new SessionWithoutVersion(store, statement),
  caughtBy: { 'revoked stays revoked': 'a session that begins, a password change' },
};
