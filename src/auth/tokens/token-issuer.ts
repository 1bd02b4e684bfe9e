import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AUTH_SETTINGS, type AuthSettings } from '../config/auth.settings.js';
import type { RawClaims } from '../domain/compact-jws.js';
import type { Session } from '../domain/session.js';
import { accessClaims, pairClaims, toSeconds } from '../domain/token-pair.js';
import { TokenCodec } from './token-codec.js';

/** An access token and a refresh token. The controller sets the order in the response. */
export interface TokenPair {
  /** The access token, for `Authorization: Bearer …`. */
  access: string;
  /** The refresh token, which works once. */
  refresh: string;
}

/** The tokens that a refresh returns. Without rotation there is no new refresh token. */
export type RefreshedTokens =
  | TokenPair
  | {
      /** The access token, for `Authorization: Bearer …`. */
      access: string;
    };

/** Signs the tokens of a session. */
@Injectable()
export class TokenIssuer {
  constructor(
    private readonly codec: TokenCodec,
    @Inject(AUTH_SETTINGS) private readonly settings: AuthSettings,
  ) {}

  /**
   * Signs the pair of the session's current generation. It returns the same pair each time.
   *
   * @param carried the claims of the presented refresh token
   * @param added further claims of the access token, without reserved ones
   */
  issuePair(session: Session, carried: RawClaims, added: RawClaims): TokenPair {
    const { access, refresh } = pairClaims(session, this.settings, carried);
    return {
      access: this.signAccess({ ...access, ...added }),
      refresh: this.codec.sign(refresh),
    };
  }

  /**
   * Signs a further access token of the current generation, with its own random `jti` (RFC 7519
   * §4.1.7).
   *
   * @param now epoch milliseconds
   */
  issueAccessToken(session: Session, carried: RawClaims, added: RawClaims, now: number): string {
    const claims = accessClaims(session, this.settings, carried, toSeconds(now));
    return this.signAccess({ ...claims, ...added, jti: randomBytes(16).toString('hex') });
  }

  /** RFC 9068 §2.2 requires `client_id`, which no other part of a token can set. */
  private signAccess(claims: RawClaims): string {
    const { accessTokenTyp, clientId } = this.settings;
    const all = clientId === undefined ? claims : { ...claims, client_id: clientId };
    return this.codec.sign(all, accessTokenTyp);
  }
}
