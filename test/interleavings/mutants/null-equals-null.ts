import type { ClientInfo } from '../../../src/auth/domain/session.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import { readToken } from '../response.js';
import type { Mutant } from './mutant.js';

/** Takes no key for a key like any other: whoever has none has the one of whoever had none. */
class NullEqualsNull extends TokenService {
  override refresh(token: string, key: string | null | undefined, client: ClientInfo) {
    return super.refresh(token, key ?? `null-of-${readToken(token).jti}`, client);
  }
}

export const nullEqualsNull: Mutant = {
  name: 'null equals null',
  fault:
    'No key matches no key: a token consumed without a key is answered again to whoever has none.',
  wiring: { tokenService: NullEqualsNull },
  caughtBy: { 'a late thief gets nothing': 'a client and a thief, both without keys' },
};
