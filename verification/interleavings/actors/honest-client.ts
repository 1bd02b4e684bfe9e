import type { Actor } from '../operation.js';
import type { Token } from '../response.js';

/** A refresh token and the key that is sent with it. */
export interface SentRecord {
  token: Token;
  key: string | null;
}

/** The client of a user, which the invariants protect. */
export interface HonestClient {
  readonly actor: Actor;
  readonly sid: string;
  /** The newest refresh token that it has or had. A thief can copy it. */
  readonly token: Token;
  /** The key of this token; null if none is chosen. */
  readonly key: string | null;
  /** The last request, as a thief can capture it. */
  readonly lastSent: SentRecord | undefined;
  /** False: the client sends no keys, and the invariants do not protect it. */
  readonly followsTheRules: boolean;
  /** Whether its user may have to log in again, because its browser has lost its newest state. */
  readonly mayBeLoggedOut: boolean;
  /** Whether its refresh was rejected. The user must log in again. */
  readonly isRefused: boolean;
  /** Whether it has then revoked its session and deleted its record. */
  readonly isLoggedOut: boolean;
  /** What its next refresh sends at this time; undefined: it has no token. */
  next(now: number): SentRecord | undefined;
  /** Clients with the same state continue in the same way. */
  readonly state: unknown;
}
