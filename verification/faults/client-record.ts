import { randomBytes } from 'node:crypto';
import { claimsOf } from '../../test/support/jwt.js';
import type { Tokens } from '../../test/support/api-client.js';

/** A token pair with the idempotency key of its next refresh. */
export interface StoredTokens extends Tokens {
  key: string;
}

/** The record that all tabs of a client share. */
export class ClientRecord {
  private stored: StoredTokens | undefined;

  read(): StoredTokens | undefined {
    return this.stored;
  }

  holds(sent: StoredTokens): boolean {
    return this.stored === sent;
  }

  /** Stores tokens with a new random key. */
  store(tokens: Tokens): void {
    this.stored = { ...tokens, key: randomBytes(16).toString('base64url') };
  }

  /** Stores the tokens of a response, unless the record has changed since the request. */
  replace(sent: StoredTokens, tokens: Tokens): void {
    if (this.holds(sent)) this.store(tokens);
  }

  /** Removes the tokens of a revoked session, but not those of a later one. */
  clear(revoked: StoredTokens): void {
    if (this.stored !== undefined && sidOf(this.stored) === sidOf(revoked)) this.stored = undefined;
  }
}

const sidOf = ({ refresh }: StoredTokens): unknown => claimsOf(refresh)['sid'];
