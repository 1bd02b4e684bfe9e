import type { Claims } from '../support/jwt.js';

export type TokenType = 'access' | 'refresh';

/** Where a token is presented. */
export const DOORS = ['verify', 'refresh', 'blacklist', 'bearer'] as const;
export type Door = (typeof DOORS)[number];

/** A login as its row says it. */
export interface KnownLogin {
  userId: string;
  generation: number;
  hasEnded: boolean;
}

/** Everything that decides what a token is worth: what wire.md speaks of, and nothing else. */
export interface Authority {
  /** The secrets that verify; the first one signs. */
  secrets: readonly [string, ...string[]];
  issuer: string | undefined;
  audience: string | undefined;
  /** Epoch seconds. */
  now: number;
  clockToleranceSeconds: number;
  /** Whether a user is active, by id. */
  users: ReadonlyMap<string, boolean>;
  /** By `sid`. */
  logins: ReadonlyMap<string, KnownLogin>;
}

/** A token that was really issued, and is current. */
export interface IssuedToken {
  token: string;
  type: TokenType;
  claims: Claims;
}

/** What the grammar makes tokens of. */
export interface Material extends Authority {
  issued: readonly [IssuedToken, ...IssuedToken[]];
  /** Of a login that has ended, of an inactive user, and of one who is gone. */
  strangers: readonly Claims[];
  /** A secret that signed once, and is configured no longer. */
  retiredSecret: string;
}
