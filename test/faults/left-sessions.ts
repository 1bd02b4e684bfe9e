import { claimsOf } from '../support/jwt.js';
import type { Held } from './client-record.js';

/** The sessions that a client has ended, and the newest token that a tab still held of each. */
export class LeftSessions {
  private readonly bySid = new Map<unknown, Held>();

  add(left: Held): void {
    const { sid, gen } = claimsOf(left.refresh);
    const known = this.bySid.get(sid);
    if (known === undefined || Number(claimsOf(known.refresh)['gen']) < Number(gen)) {
      this.bySid.set(sid, left);
    }
  }

  /** @returns whether what all of them are worth is known; others are asked about next time */
  async settle(isKnown: (left: Held) => Promise<boolean>): Promise<boolean> {
    for (const [sid, left] of this.bySid) {
      if (await isKnown(left)) this.bySid.delete(sid);
    }
    return this.bySid.size === 0;
  }
}
