import type { Session, RevocationReason } from '../../../src/auth/domain/session.js';
import { SLOT_COUNT, SLOT_LENGTH } from '../../../src/auth/domain/consumption.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Checks whether the row lacks consumptions, because a token that was ahead of it rotated it. */
const lacksConsumptions = ({ consumed, generation }: Session): boolean =>
  consumed.length < Math.min(generation, SLOT_COUNT) * SLOT_LENGTH;

/** Does not revoke a session for a consumed token when the row does not record its consumption. */
class NoRevocation extends SteppedSessions<ReplaceableStore> {
  override revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    return this.statement(`revokes a session with complete consumptions (${reason})`, async () => {
      const session = await this.store.find(sid);
      const isKept = reason === 'reuse' && session !== null && lacksConsumptions(session);
      return isKept ? null : this.store.revoke(sid, reason, now);
    });
  }
}

export const noRevocationAfterRestore: Mutant = {
  name: 'no revocation after a restore',
  fault: 'A client that was overtaken by a thief is rejected, and the thief keeps the session.',
  sessions: (store, statement) => new NoRevocation(store, statement),
  caughtBy: {
    'an early thief loses the session': 'one refresh, a thief who continues, a restored backup',
  },
};
