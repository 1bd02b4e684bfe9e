import type { ClientInfo } from '../../../src/auth/domain/session.js';
import type { TokenCodec } from '../../../src/auth/tokens/token-codec.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import { claimsOf } from '../../../test/support/jwt.js';
import type { TokenServiceParts } from '../../../test/support/token-services.js';
import { LIFETIMES } from '../model.js';
import type { Mutant } from './mutant.js';

/** Issues every access token for five minutes, even if its session expires earlier. */
class LongAccessToken extends TokenService {
  private readonly signer: TokenCodec;

  constructor(...parts: TokenServiceParts) {
    super(...parts);
    [this.signer] = parts;
  }

  override async refresh(token: string, key: string | null | undefined, client: ClientInfo) {
    const tokens = await super.refresh(token, key, client);
    const claims = claimsOf(tokens.access);
    const exp = Number(claims['iat']) + LIFETIMES.access / 1000;
    return { ...tokens, access: this.signer.sign({ ...claims, exp }) };
  }
}

export const longAccessToken: Mutant = {
  name: 'an access token that outlives its session',
  fault:
    'An access token expires five minutes after its issue, even if its session expires earlier.',
  wiring: { tokenService: (parts) => new LongAccessToken(...parts) },
  caughtBy: {
    'the service matches the model': 'one refresh of a session near its expiry, a lost response',
  },
};
