import { claimsOf } from '../../test/support/jwt.js';
import type { StoredTokens } from './client-record.js';

/** The sessions that a client has revoked, each with its newest token. */
export class RevokedSessions {
  private readonly bySid = new Map<unknown, StoredTokens>();

  add(revoked: StoredTokens): void {
    const { sid, gen } = claimsOf(revoked.refresh);
    const known = this.bySid.get(sid);
    if (known === undefined || Number(claimsOf(known.refresh)['gen']) < Number(gen)) {
      this.bySid.set(sid, revoked);
    }
  }

  /** @returns whether all sessions got a response. The others are presented again next time. */
  async presentAll(present: (revoked: StoredTokens) => Promise<boolean>): Promise<boolean> {
    for (const [sid, revoked] of this.bySid) {
      if (await present(revoked)) this.bySid.delete(sid);
    }
    return this.bySid.size === 0;
  }
}
