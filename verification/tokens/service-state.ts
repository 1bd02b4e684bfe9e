import type { Claims } from '../../test/support/jwt.js';

export type TokenType = 'access' | 'refresh';

/** The places where a token is presented. `bearer`: the `Authorization` header of `/api/me/`. */
export const ENDPOINTS = ['verify', 'refresh', 'blacklist', 'bearer'] as const;
export type Endpoint = (typeof ENDPOINTS)[number];

export interface UserState {
  username: string;
  isActive: boolean;
}

/** A session by its row. */
export interface SessionState {
  userId: string;
  generation: number;
  isRevoked: boolean;
  /** The consumptions of earlier generations, newest first. */
  consumptions: readonly Consumption[];
}

export interface Consumption {
  key: Key;
  /** Epoch seconds. */
  at: number;
}

/** An `Idempotency-Key`; undefined: the request has none. */
export type Key = string | undefined;

/** Everything that determines the response to a token by docs/http-contract.md. */
export interface ServiceState {
  /** The secrets that verify. The first one signs. */
  secrets: readonly [string, ...string[]];
  issuer: string | undefined;
  audience: string | undefined;
  /** Epoch seconds. */
  now: number;
  clockToleranceSeconds: number;
  /** By id. */
  users: ReadonlyMap<string, UserState>;
  /** By `sid`. */
  sessions: ReadonlyMap<string, SessionState>;
}

/** A token that the service issued. */
export interface IssuedToken {
  token: string;
  type: TokenType;
  claims: Claims;
}

/** The seed corpus, from which the generators derive tokens. */
export interface Corpus extends ServiceState {
  /** Current tokens. */
  issued: readonly [IssuedToken, ...IssuedToken[]];
  /** Tokens that are consumed, expired, or both. */
  inactive: readonly [IssuedToken, ...IssuedToken[]];
  /** No key, each key that consumed a token, and a key that consumed none. */
  keys: readonly [Key, ...Key[]];
  /** Claims of a revoked session, of an inactive user, and of a deleted user. */
  invalidClaims: readonly Claims[];
  /** A former secret that is no longer configured. */
  retiredSecret: string;
}
