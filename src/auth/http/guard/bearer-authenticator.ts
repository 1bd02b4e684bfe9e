import type { KeyObject } from 'node:crypto';
import {
  type CanActivate,
  type ExecutionContext,
  Inject,
  Injectable,
  UnauthorizedException,
} from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AuthError } from '../../domain/auth-error.js';
import { judgeClaims, readSubject } from '../../domain/claims.js';
import { Clock } from '../../domain/clock.js';
import { parseCompactJws, type RawClaims } from '../../domain/compact-jws.js';
import type { AuthUser } from './auth-user.js';
import type { Bearer } from './jwt.strategy.js';
import { STRATEGY_NAMES, type StrategyNames } from './strategy-names.js';
import { VERIFICATION, type Verification } from './verification.js';
import { VerifiedTokens } from './verified-tokens.js';

/**
 * Access token in, user out, wherever the token came from.
 *
 * It holds passport's guard rather than being one: Nest injects a host's own passport options into
 * whatever extends that, and our strategy's name with them.
 */
@Injectable()
export class BearerAuthenticator {
  private readonly passport: CanActivate;

  constructor(
    @Inject(VERIFICATION) private readonly verification: Verification,
    @Inject(STRATEGY_NAMES) { jwt }: StrategyNames,
    private readonly verified: VerifiedTokens,
    private readonly clock: Clock,
  ) {
    this.passport = new (AuthGuard())({ defaultStrategy: jwt });
  }

  /**
   * Verifies an access token, and returns its user.
   *
   * @throws {AuthError} `invalid_token`, `user_not_identified`, `user_not_found`, `user_inactive`,
   *   `login_ended`, `temporarily_unavailable`
   */
  async authenticate(token: string): Promise<AuthUser> {
    const known = this.verified.find(token);
    const claims = known ?? (await this.verifySignature(token));
    const user = await this.judge(claims);
    if (known === undefined && this.verification.keys.areFixed) {
      this.verified.remember(token, claims);
    }
    return user;
  }

  private async verifySignature(token: string): Promise<RawClaims> {
    const { keys } = this.verification;
    // What an application takes out of a message may be anything.
    if (typeof token !== 'string') throw new AuthError('invalid_token');
    if (parseCompactJws(token, keys.algorithms) === null) throw new AuthError('invalid_token');
    for (const key of await keys.keysFor(token)) {
      const claims = await this.verifyWith(key, token);
      if (claims !== undefined) return claims;
    }
    throw new AuthError('invalid_token', { detail: 'the signature does not verify' });
  }

  private async verifyWith(key: KeyObject, token: string): Promise<RawClaims | undefined> {
    const bearer: Bearer & { user?: RawClaims } = { token, key };
    try {
      await this.passport.canActivate(contextOf(bearer));
      return bearer.user;
    } catch (error) {
      if (error instanceof UnauthorizedException) return undefined;
      throw error;
    }
  }

  private async judge(claims: RawClaims): Promise<AuthUser> {
    this.judgeClaims(claims);
    const { userId, sid } = readSubject(claims);
    if (!('user_id' in claims)) throw new AuthError('user_not_identified');
    if (userId === null) throw new AuthError('user_not_found');
    const liveness = await this.verification.liveness?.judge(sid, userId);
    if (liveness === undefined) return { id: userId, sid, claims };
    if (liveness.kind !== 'living') throw new AuthError(liveness.kind);
    return { id: userId, username: liveness.user.username, sid, claims };
  }

  private judgeClaims(claims: RawClaims): void {
    const { issuer, audience, clockToleranceMs } = this.verification;
    const expected = { tokenType: 'access', issuer, audience } as const;
    const verdict = judgeClaims(claims, expected, this.clock.now(), clockToleranceMs);
    if (verdict.kind === 'refused') throw new AuthError('invalid_token', verdict);
    if (verdict.kind === 'expired') throw new AuthError('invalid_token');
  }
}

/** As much of Nest's context as passport's guard looks at. */
const contextOf = (request: object): ExecutionContext =>
  ({
    switchToHttp: () => ({ getRequest: () => request, getResponse: () => ({}) }),
  }) as unknown as ExecutionContext;
