import { judgeLogin, type Login } from '../../../src/auth/domain/login.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import { successorOf } from './successor.js';
import type { Mutant } from './mutant.js';

/** Reads the login, judges it, and writes what comes of it: two statements, and two winners. */
class ReadThenWrite extends SteppedLogins<Rewindable> {
  override async rotate(claim: RotationClaim): Promise<Login | null> {
    const login = await this.statement('reads the login that it will write', () =>
      this.store.find(claim.sid),
    );
    const user = await this.store.users.findById(claim.userId);
    const isLiving = judgeLogin(login, user, claim.userId, claim.now) === 'living';
    if (login === null || !isLiving || login.generation > claim.generation) return null;
    return this.statement('writes what it made of it', () => this.write(login, claim));
  }

  private async write(read: Login, claim: RotationClaim): Promise<Login> {
    // UPDATE ... WHERE id = :sid: the columns of the revocation are not among those it writes.
    const now = (await this.store.find(read.id)) ?? read;
    const { revokedAt, revokedReason } = now;
    return this.store.overwrite({ ...successorOf(read, claim), revokedAt, revokedReason });
  }
}

export const readThenWrite: Mutant = {
  name: 'read, then write',
  fault: 'The login is read and judged, and then written without a condition.',
  logins: (store, statement) => new ReadThenWrite(store, statement),
  caughtBy: {
    'the model explains everything': 'two refreshes, a restored backup',
    'an honest client stays': 'two refreshes, a restored backup',
    'a late thief gets nothing': 'one refresh, a thief with a token',
    'an early thief is thrown out': 'one refresh, a thief with a token',
  },
};
