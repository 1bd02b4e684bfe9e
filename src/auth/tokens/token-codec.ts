import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AUTH_SETTINGS, type AuthSettings } from '../auth.settings.js';
import { AuthError } from '../domain/auth-error.js';
import { validateClaims, type TokenType } from '../domain/claims.js';
import { Clock } from '../domain/clock.js';
import { parseCompactJws, type RawClaims } from '../domain/compact-jws.js';

export interface VerifiedToken {
  claims: RawClaims;
  /** Its `exp` has passed; all else is right. */
  isExpired: boolean;
}

/** Claims to text and back. */
@Injectable()
export class TokenCodec {
  constructor(
    private readonly jwt: JwtService,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  sign(claims: RawClaims): string {
    return this.jwt.sign(claims);
  }

  /**
   * @param tokenType undefined: any type will do
   * @throws {AuthError} `invalid_token`, unless the token is right or only too old
   */
  verify(token: string, tokenType?: TokenType): VerifiedToken {
    const claims = this.verifySignature(token);
    const { issuer, audience, clockToleranceMs } = this.settings;
    const expected = { tokenType, issuer, audience };
    const verdict = validateClaims(claims, expected, this.clock.now(), clockToleranceMs);
    if (verdict.kind === 'refused') throw new AuthError('invalid_token', verdict);
    return { claims, isExpired: verdict.kind === 'expired' };
  }

  private verifySignature(token: string): RawClaims {
    // An application's own route may pass on whatever a client sent.
    const isText = typeof (token as unknown) === 'string';
    const claims = isText ? parseCompactJws(token, [this.settings.algorithm]) : null;
    if (claims === null)
      throw new AuthError('invalid_token', { detail: 'not a compact JWS of ours' });
    try {
      this.verifyWithEitherKey(token);
      return claims;
    } catch (cause) {
      throw new AuthError('invalid_token', { detail: 'the signature does not verify', cause });
    }
  }

  /** The current key first: its tokens cost what they cost without another. */
  private verifyWithEitherKey(token: string): void {
    const { previousKey } = this.settings;
    try {
      this.jwt.verify<object>(token);
    } catch (error) {
      if (previousKey === undefined) throw error;
      // The type knows strings and buffers only; jsonwebtoken takes a KeyObject, ten times faster.
      this.jwt.verify<object>(token, { secret: previousKey as unknown as string });
    }
  }
}
