import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy, type StrategyOptionsWithRequest } from 'passport-jwt';
import { AUTH_SETTINGS, type AuthSettings } from '../../auth.settings.js';
import { AuthError } from '../../domain/auth-error.js';
import { judgeClaims, readSubject } from '../../domain/claims.js';
import { Clock } from '../../domain/clock.js';
import { parseCompactJws, type RawClaims } from '../../domain/compact-jws.js';
import { LoginLiveness } from '../../logins/login-liveness.js';
import type { AuthUser } from './auth-user.js';
import { readBearer } from './bearer.js';
import { REGISTERED_BY_NAME, STRATEGY_NAMES, type StrategyNames } from './strategy-names.js';
import { KeysInTurn } from './keys-in-turn.js';
import { VerifiedTokens } from './verified-tokens.js';

/** Access token in, user out. passport-jwt verifies the signature; the rest is ours. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  private readonly keys: KeysInTurn;

  constructor(
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
    @Inject(STRATEGY_NAMES) private readonly names: StrategyNames,
    private readonly verified: VerifiedTokens,
    private readonly liveness: LoginLiveness,
    private readonly clock: Clock,
  ) {
    const keys = new KeysInTurn(settings);
    super(verifierOptions(settings, keys));
    this.keys = keys;
    passport.use(names.jwt, this);
  }

  /** For passport, on a copy of this strategy for each request, with what passport wants told. */
  override authenticate(request: Parameters<Strategy['authenticate']>[0], options?: unknown): void {
    const fail = this.fail.bind(this);
    this.fail = (...refusal: unknown[]) => {
      if (this.keys.failed(request)) super.authenticate(request, options);
      else fail(...(refusal as [number]));
    };
    super.authenticate(request, options);
  }

  getPassportInstance() {
    return REGISTERED_BY_NAME;
  }

  /** Not before: until then requests are answered. */
  onApplicationShutdown(): void {
    passport.unuse(this.names.jwt);
  }

  /** For passport, which has verified the signature. @throws {AuthError} */
  async validate(request: BearerRequest, claims: RawClaims): Promise<AuthUser> {
    const user = await this.judge(claims);
    this.verified.remember(readBearer(request.headers.authorization), claims);
    return user;
  }

  /**
   * @param claims of a token whose signature verifies
   * @throws {AuthError} what wire.md says of each bearer
   */
  async judge(claims: RawClaims): Promise<AuthUser> {
    this.judgeClaims(claims);
    const { userId, sid } = readSubject(claims);
    if (!('user_id' in claims)) throw new AuthError('user_not_identified');
    if (userId === null) throw new AuthError('user_not_found');
    if (this.settings.accessTokenCheck === 'signature') return { id: userId, sid, claims };
    const liveness = await this.liveness.judge(sid, userId);
    if (liveness.kind !== 'living') throw new AuthError(liveness.kind);
    return { id: userId, username: liveness.user.username, sid, claims };
  }

  private judgeClaims(claims: RawClaims): void {
    const { issuer, audience, clockToleranceMs } = this.settings;
    const expected = { tokenType: 'access', issuer, audience } as const;
    const verdict = judgeClaims(claims, expected, this.clock.now(), clockToleranceMs);
    if (verdict.kind === 'refused') throw new AuthError('invalid_token', verdict);
    if (verdict.kind === 'expired') throw new AuthError('invalid_token');
  }
}

export interface BearerRequest {
  headers: { authorization?: string };
}

function verifierOptions(
  { algorithm }: AuthSettings,
  keys: KeysInTurn,
): StrategyOptionsWithRequest {
  return {
    jwtFromRequest: (request: BearerRequest) => {
      const token = readBearer(request.headers.authorization);
      if (parseCompactJws(token, algorithm) === null) throw new AuthError('invalid_token');
      return token;
    },
    // The type knows strings and buffers only; jsonwebtoken takes a KeyObject, ten times faster.
    secretOrKeyProvider: (request: object, _token, done) =>
      done(null, keys.keyFor(request) as unknown as string),
    algorithms: [algorithm],
    ignoreExpiration: true,
    passReqToCallback: true,
    jsonWebTokenOptions: { ignoreNotBefore: true },
  };
}
