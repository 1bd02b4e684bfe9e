import type { Claims } from '../support/jwt.js';

export type TokenType = 'access' | 'refresh';

/** Where a token is presented. */
export const DOORS = ['verify', 'refresh', 'blacklist', 'bearer'] as const;
export type Door = (typeof DOORS)[number];

export interface KnownUser {
  username: string;
  isActive: boolean;
}

/** A session as its row says it. */
export interface KnownSession {
  userId: string;
  generation: number;
  hasEnded: boolean;
  /** How the generations before were consumed, newest first. */
  consumptions: readonly KnownConsumption[];
}

export interface KnownConsumption {
  key: Key;
  /** Epoch seconds. */
  at: number;
}

/** An `Idempotency-Key`; undefined: the request has none. */
export type Key = string | undefined;

/** Everything that decides what a token is worth: what http-contract.md speaks of, and nothing else. */
export interface Authority {
  /** The secrets that verify; the first one signs. */
  secrets: readonly [string, ...string[]];
  issuer: string | undefined;
  audience: string | undefined;
  /** Epoch seconds. */
  now: number;
  clockToleranceSeconds: number;
  /** By id. */
  users: ReadonlyMap<string, KnownUser>;
  /** By `sid`. */
  sessions: ReadonlyMap<string, KnownSession>;
}

/** A token that was really issued. */
export interface IssuedToken {
  token: string;
  type: TokenType;
  claims: Claims;
}

/** What the grammar makes tokens of. */
export interface Material extends Authority {
  /** Those that are current. */
  issued: readonly [IssuedToken, ...IssuedToken[]];
  /** Those that are consumed or expired, or both. */
  stale: readonly [IssuedToken, ...IssuedToken[]];
  /** No key, each that consumed a token, and one that consumed none. */
  keys: readonly [Key, ...Key[]];
  /** Of a session that has ended, of an inactive user, and of one who is gone. */
  strangers: readonly Claims[];
  /** A secret that signed once, and is configured no longer. */
  retiredSecret: string;
}
