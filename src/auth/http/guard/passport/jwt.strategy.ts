import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy, type StrategyOptionsWithoutRequest } from 'passport-jwt';
import type { RawClaims } from '../../../domain/compact-jws.js';
import { ALGORITHMS } from '../../../domain/keys/algorithm.js';
import { UNREGISTERED } from './run-strategy.js';

/** The object that the strategy reads instead of a request, in every kind of context. */
export interface Bearer {
  token: string;
  key: KeyObject;
}

/** Verifies the signature of a token with passport-jwt. `BearerAuthenticator` checks its claims. */
@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super(SIGNATURE_ONLY);
  }

  getPassportInstance() {
    return UNREGISTERED;
  }

  /** passport-jwt calls it with the claims after it has verified the signature. */
  validate(claims: RawClaims): RawClaims {
    return claims;
  }
}

const SIGNATURE_ONLY: StrategyOptionsWithoutRequest = {
  jwtFromRequest: ({ token }: Bearer) => token,
  // jsonwebtoken also accepts a KeyObject, which is ten times faster. The type allows only strings.
  secretOrKeyProvider: ({ key }: Bearer, _token, done) => done(null, key as unknown as string),
  // The key has been selected by the algorithm of the token. jsonwebtoken does not have EdDSA.
  algorithms: ALGORITHMS.filter((algorithm) => algorithm !== 'EdDSA'),
  ignoreExpiration: true,
  jsonWebTokenOptions: { ignoreNotBefore: true },
};
