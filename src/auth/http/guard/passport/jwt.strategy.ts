import type { KeyObject } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { RawClaims } from '../../../domain/compact-jws.js';
import { UNREGISTERED } from './run-strategy.js';
import { VERIFICATION, type Verification } from './verification.js';

/** The object that the strategy reads instead of a request, in every kind of context. */
export interface Bearer {
  token: string;
  key: KeyObject;
}

/** Verifies the signature of a token with passport-jwt. `BearerAuthenticator` checks its claims. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(@Inject(VERIFICATION) verification: Verification) {
    super(signatureOnly(verification));
  }

  getPassportInstance() {
    return UNREGISTERED;
  }

  /** passport-jwt calls it with the claims after it has verified the signature. */
  validate(claims: RawClaims): RawClaims {
    return claims;
  }
}

function signatureOnly({ keys }: Verification): StrategyOptionsWithoutRequest {
  return {
    jwtFromRequest: ({ token }: Bearer) => token,
    // jsonwebtoken also accepts a KeyObject, which is ten times faster. The type allows only strings.
    secretOrKeyProvider: ({ key }: Bearer, _token, done) => done(null, key as unknown as string),
    algorithms: [...keys.algorithms],
    ignoreExpiration: true,
    jsonWebTokenOptions: { ignoreNotBefore: true },
  };
}
