import type { RevocationReason } from '../../src/auth/domain/session.js';
import type { Token } from './response.js';
import type { Verdict } from './model.js';

/** A client or a thief: sends requests. */
export interface Actor {
  name: string;
  role: 'client' | 'thief with a token' | 'thief with a request' | 'thief with a record';
  /** The keys that a thief copied. */
  copiedKeys?: readonly string[];
}

/** A verdict of the model, with the generation that the session had at that time. */
export type TimedVerdict = `${Verdict} @${number}`;

interface Timed {
  /** The times of the wall clock since it started, in epoch milliseconds. */
  clocks: Set<number>;
}

/** A request that presents a refresh token. */
interface Presenting extends Timed {
  token: Token;
  /** Its `exp` had passed when it arrived. */
  isExpired: boolean;
  /** The verdicts of the model on the token since it arrived. */
  verdicts: Set<TimedVerdict>;
}

/** A request to refresh, from its arrival to its response. */
export interface Refresh extends Presenting {
  kind: 'refresh';
  actor: Actor;
  key: string | null;
  /** Its session was revoked before it arrived. */
  arrivedAfterRevocation: boolean;
  /** The generation that it rotated its session to. */
  rotatedTo: number | null;
  /** The claims of the pairs that the response may contain. */
  pairs: Set<string>;
}

export interface Logout extends Presenting {
  kind: 'logout';
  /** The generation of the session when this log-out revoked it. */
  revokedGeneration: number | null;
}

/** Revokes a session by its ID, as its user. */
interface Revoke extends Timed {
  kind: 'revoke';
  sid: string;
}

/** Revokes all sessions of a user. */
interface RevokeAll extends Timed {
  kind: Extract<RevocationReason, 'password_change' | 'deactivated' | 'deleted'>;
}

/** A log-in, or the new session of a user who has changed the password. */
export interface LogIn extends Timed {
  kind: 'log in';
  password: string;
  /** The token versions that the user had while the password was correct. */
  versions: Set<number>;
  /** The password was wrong, or the user was inactive, at some time since the start. */
  mayFail: boolean;
  /** The user's version when the password was verified. */
  tokenVersion: number | null;
  /** The password was changed after its verification: the new session is invalid from the start. */
  isOutdated: boolean;
  /** The claims of the pairs that the response may contain. */
  pairs: Set<string>;
}

/** An operation that may change a row. */
export type Operation = Refresh | Logout | Revoke | RevokeAll | LogIn;

export const refreshOf = (actor: Actor, token: Token, key: string | null): Refresh => ({
  kind: 'refresh',
  actor,
  token,
  key,
  isExpired: false,
  arrivedAfterRevocation: false,
  rotatedTo: null,
  verdicts: new Set(),
  clocks: new Set(),
  pairs: new Set(),
});

export const logoutWith = (token: Token): Logout => ({
  kind: 'logout',
  token,
  isExpired: false,
  revokedGeneration: null,
  verdicts: new Set(),
  clocks: new Set(),
});

export const revokeOf = (sid: string): Revoke => ({ kind: 'revoke', sid, clocks: new Set() });

export const revokeAllBy = (kind: RevokeAll['kind']): RevokeAll => ({ kind, clocks: new Set() });

export const newLogIn = (password: string): LogIn => ({
  kind: 'log in',
  password,
  versions: new Set(),
  mayFail: false,
  tokenVersion: null,
  isOutdated: false,
  clocks: new Set(),
  pairs: new Set(),
});

export function describeOperation(operation: Operation): string {
  if (operation.kind === 'refresh')
    return `${operation.actor.name} presented generation ${operation.token.generation}`;
  if (operation.kind === 'logout')
    return `a log-out presented generation ${operation.token.generation}`;
  return operation.kind === 'log in'
    ? 'a user logged in'
    : `a user or administrator requested: ${operation.kind}`;
}

/** Identifies the state of an operation. Operations with the same key continue in the same way. */
export const keyOfOperation = (operation: Operation): string =>
  JSON.stringify(
    'token' in operation ? { ...operation, token: operation.token.name } : operation,
    (_, value: unknown) => (value instanceof Set ? [...value].sort() : value),
  );
