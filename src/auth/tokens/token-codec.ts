import { Inject, Injectable } from '@nestjs/common';
import { type JwtModuleOptions, JwtService } from '@nestjs/jwt';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { AuthError } from '../domain/auth-error.js';
import { validateClaims, type TokenType } from '../domain/claims.js';
import { Clock } from '../domain/clock.js';
import { parseCompactJws, type RawClaims } from '../domain/compact-jws.js';
import { hasValidHs256, signHs256 } from '../domain/hs256.js';

export interface VerifiedToken {
  claims: RawClaims;
  /** Its `exp` has passed. All other claims are valid. */
  isExpired: boolean;
}

const NOT_EXPECTED = 'not a compact JWS with an expected header';

/**
 * The options of the codec's JwtService. It verifies signatures of the previous key. Without one, it
 * rejects the token with the current key. `validateClaims` checks times.
 */
export const jwtOptionsOf = ({ key, previousKey, algorithm }: AuthSettings): JwtModuleOptions => ({
  secret: previousKey ?? key,
  verifyOptions: { algorithms: [algorithm], ignoreExpiration: true, ignoreNotBefore: true },
});

/**
 * Signs and verifies tokens. The JwtService of @nestjs/jwt verifies the tokens that the current key has
 * not signed.
 */
@Injectable()
export class TokenCodec {
  constructor(
    private readonly jwt: JwtService,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  sign(claims: RawClaims): string {
    return signHs256(claims, this.settings.key);
  }

  /**
   * Verifies the signature and the claims of a token, except that it may have expired.
   *
   * @param tokenType undefined: any type is accepted
   * @throws {AuthError} `invalid_token`
   */
  verify(token: string, tokenType?: TokenType): VerifiedToken {
    const claims = this.verifySignature(token);
    const { issuer, audience, clockToleranceMs } = this.settings;
    const expected = { tokenType, issuer, audience };
    const result = validateClaims(claims, expected, this.clock.now(), clockToleranceMs);
    if (result.kind === 'refused') throw new AuthError('invalid_token', result);
    return { claims, isExpired: result.kind === 'expired' };
  }

  private verifySignature(token: string): RawClaims {
    // An application's own route may pass a value of any type from a request.
    const isText = typeof (token as unknown) === 'string';
    const claims = isText ? parseCompactJws(token, [this.settings.algorithm]) : null;
    if (claims === null) throw new AuthError('invalid_token', { detail: NOT_EXPECTED });
    if (hasValidHs256(token, this.settings.key)) return claims;
    try {
      this.jwt.verify<object>(token);
      return claims;
    } catch (cause) {
      throw new AuthError('invalid_token', { detail: 'the signature does not verify', cause });
    }
  }
}
