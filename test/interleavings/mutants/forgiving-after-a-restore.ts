import type { Session, RevocationReason } from '../../../src/auth/domain/session.js';
import { SLOT_COUNT, SLOT_LENGTH } from '../../../src/auth/domain/consumption.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Whether the row has forgotten who consumed what: it was rotated by a token that was ahead of it. */
const hasForgotten = ({ consumed, generation }: Session): boolean =>
  consumed.length < Math.min(generation, SLOT_COUNT) * SLOT_LENGTH;

/** Ends no session for a consumed token of whose client that consumed it it knows nothing. */
class Forgiving extends SteppedSessions<Rewindable> {
  override revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    return this.statement(`revokes what it remembers (${reason})`, async () => {
      const session = await this.store.find(sid);
      const forgives = reason === 'reuse' && session !== null && hasForgotten(session);
      return forgives ? null : this.store.revoke(sid, reason, now);
    });
  }
}

export const forgivingAfterARestore: Mutant = {
  name: 'forgiving after a restore',
  fault: 'Whoever was overtaken by a thief is told so, and the thief goes on with the session.',
  sessions: (store, statement) => new Forgiving(store, statement),
  caughtBy: {
    'an early thief is thrown out': 'one refresh, a thief who goes on, a restored backup',
  },
};
