import type { ClientInfo, Login, RevocationReason } from '../../../src/auth/domain/login.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import { readToken } from '../answer.js';
import type { Rewindable } from '../storage/rewindable.js';
import { SteppedLogins } from '../storage/stepped-logins.js';
import type { Mutant } from './mutant.js';

/** Ends a login only while it has the generation of the token: `AND generation = :p`. */
class ConditionalLogout extends SteppedLogins<Rewindable> {
  /** Of the token that this request presents. */
  generation = 0;

  override revoke(sid: string, reason: RevocationReason, now: number): Promise<Login | null> {
    if (reason !== 'logout') return super.revoke(sid, reason, now);
    return this.statement('revokes this generation (logout)', async () => {
      const login = await this.store.find(sid);
      return login?.generation === this.generation ? this.store.revoke(sid, reason, now) : null;
    });
  }
}

type Parts = ConstructorParameters<typeof TokenService>;

class LogoutByGeneration extends TokenService {
  private readonly condition: ConditionalLogout;

  constructor(...parts: Parts) {
    super(...parts);
    this.condition = parts.find((part) => part instanceof ConditionalLogout)!;
  }

  override revoke(token: string, client?: ClientInfo | null): Promise<void> {
    this.condition.generation = readToken(token).generation;
    return super.revoke(token, client);
  }
}

export const conditionalLogout: Mutant = {
  name: 'a logout with a condition on the generation',
  fault: 'A refresh in flight moves the login away from under the logout, which then ends nothing.',
  logins: (store, statement) => new ConditionalLogout(store, statement),
  wiring: { tokenService: LogoutByGeneration },
  caughtBy: {
    'revoked stays revoked': 'one refresh, a logout',
    'a log-out leaves nothing': 'one refresh, a thief with a copied record',
  },
};
