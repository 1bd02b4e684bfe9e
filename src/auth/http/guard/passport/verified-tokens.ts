import { Injectable } from '@nestjs/common';
import { BoundedMap } from '../../../domain/bounded-map.js';
import { readSubject, type TokenSubject } from '../../../domain/claims.js';
import type { RawClaims } from '../../../domain/compact-jws.js';

/** The claims of a token whose signature was verified. */
interface CachedToken {
  readonly claims: RawClaims;
  readonly subject: TokenSubject;
  /** {@link VerificationKey.mayLackIssuer} of its key. */
  readonly mayLackIssuer: boolean;
}

/** The claims of a token, and how they are validated. */
export type VerifiedToken = Pick<CachedToken, 'claims' | 'mayLackIssuer'>;

/** At most about 10 MB of tokens and claims. */
const MAX_ENTRIES = 5_000;

/**
 * Caches the claims of access tokens whose signature was verified, because a client uses the same
 * token for minutes. It caches only the signature check, and only until a key is withdrawn: each
 * request checks times, user and session. The claims are frozen, so that the handler of one request
 * cannot change them for the next.
 */
@Injectable()
export class VerifiedTokens {
  private tokens = new BoundedMap<string, CachedToken>(MAX_ENTRIES);
  private version: number | undefined;

  /** @param version of the keys. Another one than that of the cached tokens drops them all. */
  find(token: string, version: number | undefined): CachedToken | undefined {
    return version === this.version ? this.tokens.get(token) : undefined;
  }

  /**
   * Adds a token, and drops the oldest one at the limit.
   *
   * @param version of the keys that verified it; undefined: the token is not cached
   */
  add(token: string, version: number | undefined, { claims, mayLackIssuer }: VerifiedToken): void {
    if (version === undefined) return;
    if (version !== this.version) this.tokens = new BoundedMap(MAX_ENTRIES);
    this.version = version;
    this.tokens.set(token, {
      claims: frozen(claims),
      subject: readSubject(claims),
      mayLackIssuer,
    });
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
