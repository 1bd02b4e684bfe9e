import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import { AuthError } from '../domain/auth-error.js';
import { validateClaims, type TokenType } from '../domain/claims.js';
import { Clock } from '../domain/clock.js';
import {
  type CompactJws,
  parseCompactJws,
  type RawClaims,
  type TokenTyp,
} from '../domain/compact-jws.js';
import { hasValidHs256, signHs256 } from '../domain/hs256.js';
import { hasValidEd25519, signEd25519 } from '../domain/keys/ed25519.js';
import type { VerificationKey } from '../domain/keys/verification-key.js';
import { KeyRing, type SigningKey } from '../keys/key-ring.js';

export interface VerifiedToken {
  claims: RawClaims;
  /** Its `exp` has passed. All other claims are valid. */
  isExpired: boolean;
}

const NOT_EXPECTED = 'not a compact JWS with an expected header';

/**
 * Signs and verifies tokens. The JwtService of @nestjs/jwt does it for key pairs of RSA and EC. It is
 * slower than HMAC needs, and it does not have EdDSA.
 */
@Injectable()
export class TokenCodec {
  constructor(
    private readonly jwt: JwtService,
    private readonly ring: KeyRing,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    private readonly clock: Clock,
  ) {}

  /** @param typ of the header */
  sign(claims: RawClaims, typ: TokenTyp = 'JWT'): string {
    const key = this.ring.current();
    if (key.algorithm === 'HS256') return signHs256(claims, key.key, typ);
    const header = { alg: key.algorithm, typ, kid: key.kid };
    return key.algorithm === 'EdDSA'
      ? signEdDsa(header, claims, key)
      : this.jwt.sign(claims, { algorithm: key.algorithm, privateKey: key.key, header });
  }

  /**
   * Verifies the signature and the claims of a token, except that it may have expired.
   *
   * @param tokenType undefined: any type is accepted
   * @throws {AuthError} `invalid_token`
   */
  verify(token: string, tokenType?: TokenType): VerifiedToken {
    const { claims, key } = this.verifySignature(token);
    const { issuer, audience, clockToleranceMs } = this.settings;
    const expected = { tokenType, issuer, audience, mayLackIssuer: key.mayLackIssuer };
    const result = validateClaims(claims, expected, this.clock.now(), clockToleranceMs);
    if (result.kind === 'refused') throw new AuthError('invalid_token', result);
    return { claims, isExpired: result.kind === 'expired' };
  }

  private verifySignature(token: string): { claims: RawClaims; key: VerificationKey } {
    const jws = this.parse(token);
    for (const key of this.ring.find(jws.header)) {
      if (this.isSignedBy(key, token)) return { claims: jws.claims, key };
    }
    throw new AuthError('invalid_token', { detail: 'the signature does not verify' });
  }

  private parse(token: string): CompactJws {
    // An application's own route may pass a value of any type from a request.
    const isText = typeof (token as unknown) === 'string';
    const jws = isText ? parseCompactJws(token, this.ring.algorithms) : null;
    if (jws === null) throw new AuthError('invalid_token', { detail: NOT_EXPECTED });
    return jws;
  }

  private isSignedBy({ algorithm, key }: VerificationKey, token: string): boolean {
    if (algorithm === 'HS256') return hasValidHs256(token, key);
    if (algorithm === 'EdDSA') return hasValidEd25519(token, key);
    try {
      // `validateClaims` checks times.
      const unchecked = { ignoreExpiration: true, ignoreNotBefore: true };
      // jsonwebtoken also accepts a KeyObject. The type does not.
      const publicKey = key as unknown as string;
      this.jwt.verify(token, { publicKey, algorithms: [algorithm], ...unchecked });
      return true;
    } catch {
      return false;
    }
  }
}

function signEdDsa(header: object, claims: RawClaims, { key }: SigningKey): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${signEd25519(input, key)}`;
}
