import { Inject, Injectable, Optional } from '@nestjs/common';
import { AuthError, ExpiredTokenError } from '../../domain/auth-error.js';
import { type ClaimsResult, readSubject, validateClaims } from '../../domain/claims.js';
import { Clock } from '../../domain/clock.js';
import { parseCompactJws, type RawClaims } from '../../domain/compact-jws.js';
import { hasValidEd25519 } from '../../domain/keys/ed25519.js';
import type { VerificationKey } from '../../domain/keys/verification-key.js';
import { refusedBearer } from '../../domain/refused-bearer.js';
import type { HttpRequest } from '../platform.js';
import type { AuthUser } from './auth-user.js';
import { type Bearer, JwtStrategy } from './passport/jwt.strategy.js';
import { runStrategy, type Strategy } from './passport/run-strategy.js';
import { VERIFICATION, type Verification } from './passport/verification.js';
import { type VerifiedToken, VerifiedTokens } from './passport/verified-tokens.js';
import { RefusedBearers } from './refused-bearers.js';

/** Authenticates the user of an access token, in every kind of context. */
@Injectable()
export class BearerAuthenticator {
  constructor(
    @Inject(VERIFICATION) private readonly verification: Verification,
    @Inject(JwtStrategy) private readonly strategy: Strategy,
    private readonly verified: VerifiedTokens,
    private readonly clock: Clock,
    @Optional() private readonly refused?: RefusedBearers,
  ) {}

  /**
   * Verifies a token and returns its user.
   *
   * @throws {AuthError} `invalid_token`, `user_not_identified`, `user_not_found`, `user_inactive`,
   *   `session_ended`, `temporarily_unavailable`
   */
  async authenticate(token: string): Promise<AuthUser> {
    const { version } = this.verification.keys;
    const cached = this.verified.find(token, version);
    const verified = cached ?? (await this.verifySignature(token));
    const user = await this.check(verified);
    if (cached === undefined) this.verified.add(token, version, verified);
    return user;
  }

  /**
   * Returns the user of a valid token whose signature and session are cached, without waiting. It
   * makes the same checks as `authenticate`.
   *
   * @returns undefined if anything is not cached or not valid: `authenticate` decides
   */
  authenticateFromCaches(token: string): AuthUser | undefined {
    // A subclass that overrides `authenticate` decides about every token.
    if (this.authenticate !== BearerAuthenticator.prototype.authenticate) return undefined;
    const cached = this.verified.find(token, this.verification.keys.version);
    if (cached === undefined || this.classify(cached).kind !== 'valid') return undefined;
    const { claims, subject } = cached;
    const { userId, sid } = subject;
    if (userId === null) return undefined;
    const { sessionStatus } = this.verification;
    if (sessionStatus === undefined) return { id: userId, sid, claims };
    const user = sessionStatus.findActive(sid, userId);
    return user && { id: userId, username: user.username, sid, claims };
  }

  /**
   * Emits the event of a refused access token.
   *
   * @param request the object that contained the token, such as the HTTP request
   */
  reportRefusal(error: AuthError, request: object): void {
    this.refused?.report(error, request);
  }

  /**
   * Reads the access token from the cookie of an HTTP request.
   *
   * @returns undefined if there is none, or if cookies are not accepted
   * @throws {AuthError} `cross_site_request`
   */
  cookieTokenOf(request: object): string | undefined {
    return this.verification.accessCookie?.tokenOf(request as HttpRequest);
  }

  private async verifySignature(token: string): Promise<VerifiedToken> {
    const { keys } = this.verification;
    // An application may pass any member of a message.
    if (typeof token !== 'string') throw new AuthError('invalid_token');
    const jws = parseCompactJws(token, keys.algorithms);
    if (jws === null) throw new AuthError('invalid_token');
    for (const key of await keys.keysFor(jws.header)) {
      if (await this.isSignedBy(key, token)) {
        return { claims: jws.claims, mayLackIssuer: key.mayLackIssuer === true };
      }
    }
    throw new AuthError('invalid_token', { detail: 'the signature does not verify' });
  }

  /** passport-jwt verifies all algorithms of jsonwebtoken, which does not have EdDSA. */
  private async isSignedBy({ algorithm, key }: VerificationKey, token: string): Promise<boolean> {
    if (algorithm === 'EdDSA') return hasValidEd25519(token, key);
    const bearer: Bearer = { token, key };
    return (await runStrategy<RawClaims>(this.strategy, bearer)) !== undefined;
  }

  private async check(verified: VerifiedToken): Promise<AuthUser> {
    this.validateClaims(verified);
    const { claims } = verified;
    const { userId, sid } = readSubject(claims);
    if (!('user_id' in claims)) throw new AuthError('user_not_identified');
    if (userId === null) throw refusedBearer('user_not_found', { sid, userId });
    const status = await this.verification.sessionStatus?.check(sid, userId);
    if (status === undefined) return { id: userId, sid, claims };
    if (status.kind !== 'active') throw refusedBearer(status.kind, { sid, userId });
    return { id: userId, username: status.user.username, sid, claims };
  }

  private classify({ claims, mayLackIssuer }: VerifiedToken): ClaimsResult {
    const { issuer, audience, clockToleranceMs } = this.verification;
    const expected = { tokenType: 'access', issuer, audience, mayLackIssuer } as const;
    return validateClaims(claims, expected, this.clock.now(), clockToleranceMs);
  }

  private validateClaims(verified: VerifiedToken): void {
    const result = this.classify(verified);
    if (result.kind === 'refused') throw new AuthError('invalid_token', result);
    if (result.kind === 'expired') throw new ExpiredTokenError();
  }
}
