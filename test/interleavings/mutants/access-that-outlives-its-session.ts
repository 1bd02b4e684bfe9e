import type { ClientInfo } from '../../../src/auth/domain/session.js';
import type { TokenCodec } from '../../../src/auth/tokens/token-codec.js';
import { TokenService } from '../../../src/auth/tokens/token.service.js';
import { claimsOf } from '../../support/jwt.js';
import { LIFETIMES } from '../model.js';
import type { Mutant } from './mutant.js';

type Parts = ConstructorParameters<typeof TokenService>;

/** Gives every access token its five minutes, however little is left of its session. */
class AccessThatOutlivesItsSession extends TokenService {
  private readonly signer: TokenCodec;

  constructor(...parts: Parts) {
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

export const accessThatOutlivesItsSession: Mutant = {
  name: 'an access token that outlives its session',
  fault: 'An access token ends five minutes after it was issued, though its session ends before.',
  wiring: { tokenService: AccessThatOutlivesItsSession },
  caughtBy: {
    'the model explains everything': 'one refresh of a session near its end, a lost answer',
  },
};
