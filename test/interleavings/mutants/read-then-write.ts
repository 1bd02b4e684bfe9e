import { classifySession, type Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import { successorOf } from './successor.js';
import type { Mutant } from './mutant.js';

/** Reads the session, judges it, and writes what comes of it: two statements, and two winners. */
class ReadThenWrite extends SteppedSessions<Rewindable> {
  override async rotate(claim: RotationClaim): Promise<Session | null> {
    const session = await this.statement('reads the session that it will write', () =>
      this.store.find(claim.sid),
    );
    const user = await this.store.users.findById(claim.userId);
    const isLiving = classifySession(session, user, claim.userId, claim.now) === 'active';
    if (session === null || !isLiving || session.generation > claim.generation) return null;
    return this.statement('writes what it made of it', () => this.write(session, claim));
  }

  private async write(read: Session, claim: RotationClaim): Promise<Session> {
    // UPDATE ... WHERE id = :sid: the columns of the revocation are not among those it writes.
    const now = (await this.store.find(read.id)) ?? read;
    const { revokedAt, revokedReason } = now;
    return this.store.overwrite({ ...successorOf(read, claim), revokedAt, revokedReason });
  }
}

export const readThenWrite: Mutant = {
  name: 'read, then write',
  fault: 'The session is read and judged, and then written without a condition.',
  sessions: (store, statement) => new ReadThenWrite(store, statement),
  caughtBy: {
    'the model explains everything': 'two refreshes, a restored backup',
    'an honest client stays': 'two refreshes, a restored backup',
    'a late thief gets nothing': 'one refresh, a thief with a token',
    'an early thief is thrown out': 'one refresh, a thief with a token',
  },
};
