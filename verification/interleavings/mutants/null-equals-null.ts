import type { ClientInfo } from '../../../src/auth/domain/session.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import { readToken } from '../response.js';
import type { Mutant } from './mutant.js';

/** Treats a missing key as a key: requests without a key match each other. */
class NullEqualsNull extends TokenService {
  override refresh(token: string, key: string | null | undefined, client: ClientInfo) {
    return super.refresh(token, key ?? `null-of-${readToken(token).jti}`, client);
  }
}

export const nullEqualsNull: Mutant = {
  name: 'null equals null',
  fault:
    'A token that was consumed without a key returns the pair again to any request without a key.',
  wiring: { tokenService: (parts) => new NullEqualsNull(...parts) },
  caughtBy: { 'a late thief gets no tokens': 'a client and a thief, both without keys' },
};
