import type { KeyObject } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { RawClaims } from '../../../domain/compact-jws.js';
import { REGISTERED_BY_NAME, STRATEGY_NAMES, type StrategyNames } from './strategy-names.js';
import { VERIFICATION, type Verification } from './verification.js';

/** The request that passport receives, in every kind of context. */
export interface Bearer {
  token: string;
  key: KeyObject;
}

/** Verifies the signature of a token with passport-jwt. `BearerAuthenticator` checks its claims. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) implements OnApplicationShutdown {
  constructor(
    @Inject(VERIFICATION) verification: Verification,
    @Inject(STRATEGY_NAMES) private readonly names: StrategyNames,
  ) {
    super(signatureOnly(verification));
    passport.use(names.jwt, this);
  }

  getPassportInstance() {
    return REGISTERED_BY_NAME;
  }

  /** Requests are still served until then. */
  onApplicationShutdown(): void {
    passport.unuse(this.names.jwt);
  }

  /** Passport calls it with the claims after it has verified the signature. */
  validate(claims: RawClaims): RawClaims {
    return claims;
  }
}

function signatureOnly({ keys }: Verification): StrategyOptionsWithoutRequest {
  return {
    jwtFromRequest: (bearer: unknown) => (bearer as Bearer).token,
    // jsonwebtoken also accepts a KeyObject, which is ten times faster. The type allows only strings.
    secretOrKeyProvider: (bearer: object, _token, done) =>
      done(null, (bearer as Bearer).key as unknown as string),
    algorithms: [...keys.algorithms],
    ignoreExpiration: true,
    jsonWebTokenOptions: { ignoreNotBefore: true },
  };
}
