import { Injectable } from '@nestjs/common';
import { BoundedMap } from '../../../domain/bounded-map.js';
import { readSubject, type TokenSubject } from '../../../domain/claims.js';
import type { RawClaims } from '../../../domain/compact-jws.js';

/** The claims of a token whose signature was verified. */
interface CachedToken {
  readonly claims: RawClaims;
  readonly subject: TokenSubject;
}

/** At most about 10 MB of tokens and claims. */
const MAX_ENTRIES = 5_000;

/**
 * Caches the claims of access tokens whose signature was verified, because a client uses the same
 * token for minutes. It caches only the signature check, and only if no key is ever withdrawn: each
 * request checks times, user and session. The claims are frozen, so that the handler of one request
 * cannot change them for the next.
 */
@Injectable()
export class VerifiedTokens {
  private readonly tokens = new BoundedMap<string, CachedToken>(MAX_ENTRIES);

  find(token: string): CachedToken | undefined {
    return this.tokens.get(token);
  }

  /** Adds a token, and drops the oldest one at the limit. */
  add(token: string, claims: RawClaims): void {
    this.tokens.set(token, { claims: frozen(claims), subject: readSubject(claims) });
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
