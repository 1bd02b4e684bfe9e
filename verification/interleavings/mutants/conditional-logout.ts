import type { ClientInfo, Session, RevocationReason } from '../../../src/auth/domain/session.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import type { TokenServiceParts } from '../../../test/support/token-services.js';
import { readToken } from '../response.js';
import type { ReplaceableStore } from '../storage/replaceable-store.js';
import { SteppedSessions } from '../storage/stepped-sessions.js';
import type { Mutant } from './mutant.js';

/** Revokes a session only while it has the generation of the token: `AND generation = :p`. */
class ConditionalLogout extends SteppedSessions<ReplaceableStore> {
  /** The generation of the token that this request presents. */
  generation = 0;

  override revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null> {
    if (reason !== 'logout') return super.revoke(sid, reason, now);
    return this.statement('revokes this generation (logout)', async () => {
      const session = await this.store.find(sid);
      return session?.generation === this.generation ? this.store.revoke(sid, reason, now) : null;
    });
  }
}

class LogoutByGeneration extends TokenService {
  constructor(
    parts: TokenServiceParts,
    private readonly condition: ConditionalLogout,
  ) {
    super(...parts);
  }

  override revoke(token: string, client?: ClientInfo | null): Promise<void> {
    this.condition.generation = readToken(token).generation;
    return super.revoke(token, client);
  }
}

export const conditionalLogout: Mutant = {
  name: 'a log-out with a condition on the generation',
  fault: 'A concurrent refresh changes the generation, so the log-out revokes no session.',
  sessions: (store, statement) => new ConditionalLogout(store, statement),
  wiring: {
    tokenService: (parts, store) => new LogoutByGeneration(parts, store as ConditionalLogout),
  },
  caughtBy: {
    'a revoked session stays revoked': 'one refresh, a log-out',
    'a log-out leaves no valid token': 'one refresh, a thief with a copied record',
  },
};
