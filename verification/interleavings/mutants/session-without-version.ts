import type {
  CreatedSession,
  CreateOptions,
} from '../../../src/auth/domain/refresh-token.store.js';
import type { NewSession } from '../../../src/auth/domain/session.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Inserts a session with the current token version, not with that of the password verification. */
class SessionWithoutVersion extends SteppedSessions<ReplaceableStore> {
  override create(session: NewSession, options?: CreateOptions): Promise<CreatedSession> {
    return this.statement('inserts the session, without a version', async () => {
      const user = await this.store.users.findById(session.userId);
      const tokenVersion = user?.tokenVersion ?? 0;
      return this.store.create({ ...session, tokenVersion }, options);
    });
  }
}

export const sessionWithoutVersion: Mutant = {
  name: 'an insert of a session without token_version',
  fault: 'A session that is being created stays active after a password change.',
  sessions: (store, statement) => new SessionWithoutVersion(store, statement),
  caughtBy: { 'a revoked session stays revoked': 'a new session, a password change' },
};
