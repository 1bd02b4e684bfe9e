import { randomUUID } from 'node:crypto';
import { JwtService } from '@nestjs/jwt';

const LIFETIME_SECONDS = 300;

/** Signs access tokens for any user. Neither the user nor a session need exist. */
export class TestTokens {
  private readonly jwt: JwtService;

  /** @param secret the secret of the `AuthTestingModule` */
  constructor(secret: string) {
    this.jwt = new JwtService({ secret, signOptions: { algorithm: 'HS256' } });
  }

  /**
   * Signs an access token.
   *
   * @param userId the user of the token
   * @param claims further claims, such as `{ roles: ['admin'] }`. Set `exp` to the past, or another
   *   `token_type`, for a token that the guard rejects.
   */
  sign(userId: string, claims: Readonly<Record<string, unknown>> = {}): string {
    const iat = Math.floor(Date.now() / 1000);
    const [jti, sid] = [randomUUID(), randomUUID()];
    const issued = { token_type: 'access', exp: iat + LIFETIME_SECONDS, iat, jti };
    return this.jwt.sign({ ...issued, user_id: userId, sub: userId, sid, ...claims });
  }

  /** Returns the header of a request with a token like {@link sign}'s. */
  authorization(userId: string, claims: Readonly<Record<string, unknown>> = {}) {
    return {
      /** `Bearer` and the token. */
      authorization: `Bearer ${this.sign(userId, claims)}`,
    };
  }
}
