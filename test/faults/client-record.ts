import { randomBytes } from 'node:crypto';
import { claimsOf } from '../support/jwt.js';
import type { Tokens } from '../support/service.js';

/** A token with the key that will consume it. */
export interface Held extends Tokens {
  key: string;
}

/** What the tabs of one client share. */
export class ClientRecord {
  private held: Held | undefined;

  read(): Held | undefined {
    return this.held;
  }

  holds(sent: Held): boolean {
    return this.held === sent;
  }

  /** With a key that is computable from nothing that is ever sent. */
  store(tokens: Tokens): void {
    this.held = { ...tokens, key: randomBytes(16).toString('base64url') };
  }

  /** An answer that came too late is dropped. */
  replace(sent: Held, tokens: Tokens): void {
    if (this.holds(sent)) this.store(tokens);
  }

  /** The session is over: whatever the record holds of it goes, and nothing of a later one. */
  leave(left: Held): void {
    if (this.held !== undefined && sidOf(this.held) === sidOf(left)) this.held = undefined;
  }
}

const sidOf = ({ refresh }: Held): unknown => claimsOf(refresh)['sid'];
