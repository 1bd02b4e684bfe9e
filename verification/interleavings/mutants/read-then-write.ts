import { classifySession, type Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import { successorOf } from './successor.js';
import type { Mutant } from './mutant.js';

/** Reads the session, checks it, and writes the result: of two concurrent requests both succeed. */
class ReadThenWrite extends SteppedSessions<ReplaceableStore> {
  override async rotate(claim: RotationClaim): Promise<Session | null> {
    const session = await this.statement('reads the session to rotate', () =>
      this.store.find(claim.sid),
    );
    const user = await this.store.users.findById(claim.userId);
    const isActive = classifySession(session, user, claim.userId, claim.now) === 'active';
    if (session === null || !isActive || session.generation > claim.generation) return null;
    return this.statement('writes the rotated session', () => this.write(session, claim));
  }

  private async write(read: Session, claim: RotationClaim): Promise<Session> {
    // UPDATE ... WHERE id = :sid does not write the columns of the revocation.
    const now = (await this.store.find(read.id)) ?? read;
    const { revokedAt, revokedReason } = now;
    return this.store.overwrite({ ...successorOf(read, claim), revokedAt, revokedReason });
  }
}

export const readThenWrite: Mutant = {
  name: 'read, then write',
  fault: 'The session is read and checked, and then written without a condition.',
  sessions: (store, statement) => new ReadThenWrite(store, statement),
  caughtBy: {
    'the service matches the model': 'two refreshes, a restored backup',
    'an honest client stays logged in': 'two refreshes, a restored backup',
    'a late thief gets no tokens': 'one refresh, a thief with a token',
    'an early thief loses the session': 'one refresh, a thief with a token',
  },
};
