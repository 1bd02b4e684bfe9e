import { classifySession, type Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';
import { successorOf } from './successor.js';

/** The rows that open transactions have locked. */
const locks = new WeakMap<Rewindable, Set<string>>();

/**
 * A row for each token: a transaction marks the old one and inserts its successor, which nobody
 * else sees before it commits. As on PostgreSQL, READ COMMITTED: a second claim waits for the
 * row's lock and then finds it consumed; a revocation waits as well, but for the row that it saw when
 * it began. What it does to the old row is the same now or after its wait, so here it does not
 * wait; what counts is that the successor comes in untouched.
 */
class TransactionWithInsert extends SteppedSessions<Rewindable> {
  override async rotate(claim: RotationClaim): Promise<Session | null> {
    const old = await this.claimRow(claim);
    if (old === null) return null;
    const successor = successorOf(old, claim);
    await this.statement('inserts the successor, uncommitted', () => Promise.resolve());
    return this.statement('commits', () => this.commit(successor));
  }

  private claimRow(claim: RotationClaim): Promise<Session | null> {
    const mark = () => this.mark(claim);
    return this.statement(
      'marks the row as consumed, uncommitted',
      mark,
      () => !this.locked.has(claim.sid),
    );
  }

  private async mark({ sid, userId, generation, now }: RotationClaim): Promise<Session | null> {
    const [session, user] = [await this.store.find(sid), await this.store.users.findById(userId)];
    const isLiving = classifySession(session, user, userId, now) === 'active';
    if (session === null || !isLiving || session.generation > generation) return null;
    this.locked.add(sid);
    return session;
  }

  private commit(successor: Session): Promise<Session> {
    this.locked.delete(successor.id);
    return Promise.resolve(this.store.overwrite(successor));
  }

  private get locked(): Set<string> {
    const locked = locks.get(this.store) ?? new Set();
    locks.set(this.store, locked);
    return locked;
  }
}

export const transactionWithInsert: Mutant = {
  name: 'transaction with insert',
  fault:
    'A transaction consumes the old row and inserts a successor that no revocation beside it sees.',
  sessions: (store, statement) => new TransactionWithInsert(store, statement),
  caughtBy: { 'revoked stays revoked': 'one refresh, a logout' },
};
