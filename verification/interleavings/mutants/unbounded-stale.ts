import { consumptionOf, SLOT_COUNT, toSlot } from '../../../src/auth/domain/consumption.js';
import type { Session } from '../../../src/auth/domain/session.js';
import type { RotationClaim } from '../../../src/auth/domain/refresh-token.store.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Classifies every older request with the right key as stale, however long ago its token was consumed. */
class UnboundedStale extends SteppedSessions<ReplaceableStore> {
  private now = 0;

  override rotate(claim: RotationClaim): Promise<Session | null> {
    this.now = claim.now;
    return super.rotate(claim);
  }

  /** Returns a row in which every token was consumed just now. */
  override async find(sid: string): Promise<Session | null> {
    const session = await super.find(sid);
    return session && { ...session, consumed: this.redated(session) };
  }

  private redated({ consumed, generation }: Session): string {
    const slots = Array.from({ length: SLOT_COUNT }, (_, index) => {
      const consumption = consumptionOf(consumed, generation, generation - 1 - index);
      return consumption === undefined ? '' : toSlot(consumption.keyHash, this.now);
    });
    return slots.join('');
  }
}

export const unboundedStale: Mutant = {
  name: 'stale without a time limit',
  fault: 'A thief with a copied record refreshes twice, and this is never detected.',
  sessions: (store, statement) => new UnboundedStale(store, statement),
  caughtBy: {
    'the service matches the model': 'a copied record, and the time limit of stale passes',
    'a copied record is detected': 'a copied record, and the time limit of stale passes',
  },
};
