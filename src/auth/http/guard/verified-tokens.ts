import { Injectable } from '@nestjs/common';
import type { RawClaims } from '../../domain/compact-jws.js';

/** About ten megabytes of tokens and claims at the most. */
const MAX_ENTRIES = 5_000;

/**
 * Access tokens whose signature verified here before: what is signed stays signed, and a bearer
 * comes back with the same token for minutes. Only the signature is remembered, and only where no key
 * is ever withdrawn: times, user and session are judged at every request. The claims are frozen: whoever
 * handles one request must not change what the next is judged by.
 */
@Injectable()
export class VerifiedTokens {
  private readonly claims = new Map<string, RawClaims>();

  find(token: string): RawClaims | undefined {
    return this.claims.get(token);
  }

  /** A Map remembers in which order its entries came: the oldest goes. */
  remember(token: string, claims: RawClaims): void {
    this.claims.set(token, frozen(claims));
    if (this.claims.size <= MAX_ENTRIES) return;
    for (const oldest of this.claims.keys()) return void this.claims.delete(oldest);
  }
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(frozen);
  return Object.freeze(value);
}
