import type { Login, RevocationReason } from '../../../src/auth/domain/login.js';
import { SLOT_COUNT, SLOT_LENGTH } from '../../../src/auth/domain/consumption.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Whether the row has forgotten who spent what: it was rotated by a token that was ahead of it. */
const hasForgotten = ({ consumed, generation }: Login): boolean =>
  consumed.length < Math.min(generation, SLOT_COUNT) * SLOT_LENGTH;

/** Ends no login for a spent token of whose spender it knows nothing. */
class Forgiving extends SteppedLogins<Rewindable> {
  override revoke(sid: string, reason: RevocationReason, now: number): Promise<Login | null> {
    return this.statement(`revokes what it remembers (${reason})`, async () => {
      const login = await this.store.find(sid);
      const forgives = reason === 'reuse' && login !== null && hasForgotten(login);
      return forgives ? null : this.store.revoke(sid, reason, now);
    });
  }
}

export const forgivingAfterARestore: Mutant = {
  name: 'forgiving after a restore',
  fault: 'Whoever was overtaken by a thief is told so, and the thief goes on with the login.',
  logins: (store, statement) => new Forgiving(store, statement),
  caughtBy: {
    'an early thief is thrown out': 'one refresh, a thief who goes on, a restored backup',
  },
};
