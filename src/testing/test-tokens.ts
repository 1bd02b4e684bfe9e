import { randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';

const LIFETIME_SECONDS = 300;

/** Signs access tokens for anybody: no user and no login need be there. */
export class TestTokens {
  private readonly jwt: JwtService;

  /** @param secret of the `AuthTestingModule` that they are for */
  constructor(secret: string) {
    this.jwt = new JwtService({ secret, signOptions: { algorithm: 'HS256' } });
  }

  /**
   * Signs an access token that is valid for five minutes.
   *
   * @param userId who the bearer is
   * @param claims what else the token says, such as `{ roles: ['admin'] }`; `exp` in the past, or
   *   another `token_type`, makes one that is refused
   */
  sign(userId: string, claims: Readonly<Record<string, unknown>> = {}): string {
    const iat = Math.floor(Date.now() / 1000);
    const [jti, sid] = [randomUUID(), randomUUID()];
    const ours = { token_type: 'access', exp: iat + LIFETIME_SECONDS, iat, jti };
    return this.jwt.sign({ ...ours, user_id: userId, sub: userId, sid, ...claims });
  }

  /** What a request of that bearer has for a header. */
  authorization(userId: string, claims: Readonly<Record<string, unknown>> = {}) {
    return {
      /** `Bearer` and the token. */
      authorization: `Bearer ${this.sign(userId, claims)}`,
    };
  }
}
