import { classifySession, type Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';
import { successorOf } from './successor.js';

/** The rows that open transactions have locked, by store. */
const locks = new WeakMap<ReplaceableStore, Set<string>>();

/**
 * Stores a row per token: a transaction marks the old row and inserts its successor, which is
 * invisible to others until the commit. Emulates READ COMMITTED on PostgreSQL. A second claim waits
 * for the lock of the row and then finds it consumed. A revocation would wait too, but only for the
 * old row. Its effect on the old row is the same with or without the wait, so it does not wait here.
 * The revocation misses the successor.
 */
class TransactionWithInsert extends SteppedSessions<ReplaceableStore> {
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
    const isActive = classifySession(session, user, userId, now) === 'active';
    if (session === null || !isActive || session.generation > generation) return null;
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
    'A transaction consumes the old row and inserts a successor that a concurrent revocation misses.',
  sessions: (store, statement) => new TransactionWithInsert(store, statement),
  caughtBy: { 'a revoked session stays revoked': 'one refresh, a log-out' },
};
