import type { KeyObject } from 'node:crypto';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import passport from 'passport';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { RawClaims } from '../../domain/compact-jws.js';
import { REGISTERED_BY_NAME, STRATEGY_NAMES, type StrategyNames } from './strategy-names.js';
import { VERIFICATION, type Verification } from './verification.js';

/** What passport takes for a request: wherever the token came from, HTTP or not. */
export interface Bearer {
  token: string;
  key: KeyObject;
}

/** Signed token in, claims out. passport-jwt verifies the signature; the rest is ours. */
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

  /** Not before: until then requests are answered. */
  onApplicationShutdown(): void {
    passport.unuse(this.names.jwt);
  }

  /** For passport, which has verified the signature. */
  validate(claims: RawClaims): RawClaims {
    return claims;
  }
}

function signatureOnly({ keys }: Verification): StrategyOptionsWithoutRequest {
  return {
    jwtFromRequest: (bearer: unknown) => (bearer as Bearer).token,
    // The type knows strings and buffers only; jsonwebtoken takes a KeyObject, ten times faster.
    secretOrKeyProvider: (bearer: object, _token, done) =>
      done(null, (bearer as Bearer).key as unknown as string),
    algorithms: [...keys.algorithms],
    ignoreExpiration: true,
    jsonWebTokenOptions: { ignoreNotBefore: true },
  };
}
