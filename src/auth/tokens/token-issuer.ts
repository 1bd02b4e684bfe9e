import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../auth.settings.js';
import type { RawClaims } from '../domain/compact-jws.js';
import type { Login } from '../domain/login.js';
import { accessClaims, pairClaims, toSeconds } from '../domain/token-pair.js';
import { TokenCodec } from './token-codec.js';

/** What obtaining and refreshing answer, in no order: the wire's is the controller's business. */
export interface TokenPair {
  /** The access token, for `Authorization: Bearer …`. */
  access: string;
  /** The refresh token, which works once. */
  refresh: string;
}

/** Signs what a login is entitled to. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly codec: TokenCodec,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /**
   * The pair of the login's current generation: the same one whenever it is asked for.
   *
   * @param carried the claims of the refresh token that was presented
   * @param added what the access token says beside them, none of it ours
   */
  issuePair(login: Login, carried: RawClaims, added: RawClaims): TokenPair {
    const { access, refresh } = pairClaims(login, this.settings, carried);
    return { access: this.codec.sign({ ...access, ...added }), refresh: this.codec.sign(refresh) };
  }

  /**
   * An access token beside the current one. Where a generation has many of them, each needs an
   * id of its own (RFC 7519 §4.1.7).
   *
   * @param now epoch milliseconds
   */
  issueAccessToken(login: Login, carried: RawClaims, added: RawClaims, now: number): string {
    const claims = accessClaims(login, this.settings, carried, toSeconds(now));
    return this.codec.sign({ ...claims, ...added, jti: randomBytes(16).toString('hex') });
  }
}
