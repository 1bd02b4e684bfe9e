import type { ClientInfo, Login, RevocationReason } from './login.js';
import type { SessionBatch, SessionQuery } from './session-query.js';

/** A login about to be stored. Times are epoch milliseconds. */
export type NewLogin = Pick<
  Login,
  'id' | 'userId' | 'tokenVersion' | 'rotatedAt' | 'expiresAt' | 'loginExpiresAt'
> &
  ClientInfo;

/** A wish to spend generation `generation` of a login. */
export interface RotationClaim extends ClientInfo {
  /** The session: claim `sid` of the token. */
  sid: string;
  /** The user whom the token names. */
  userId: string;
  /** What the presented token carries: claim `gen`. */
  generation: number;
  /** `keyHashOf` the request's key: 43 characters. */
  keyHash: string;
  /** `toSlot(keyHash, now)`: the 50 characters that go in front of `consumed`. */
  slot: string;
  /** Epoch milliseconds. */
  now: number;
  /** When the successor expires unused, if its login does not end before: epoch milliseconds. */
  idleExpiresAt: number;
}

/**
 * Where logins live.
 *
 * - `rotate` MUST be ONE atomic statement whose row count is the answer. It succeeds only while
 *   the login is of that user, not revoked, not past its end, at or below the claimed generation,
 *   and its user is active with the `tokenVersion` of the login; and never with a key that occurs
 *   in `consumed`. It puts `slot` in front of the first seven slots of `consumed`, or in the place
 *   of all of them if the row is below the claimed generation. MUST NOT read first and write then.
 * - `revoke` MUST NOT look at the generation: a refresh in flight cannot undo a logout.
 * - What is revoked MUST stay revoked, with its first reason.
 * - Every verb MUST reject with an `AuthError` `temporarily_unavailable` when the store is away.
 */
export abstract class RefreshTokenStore {
  /** Stores a new session, of generation 0. */
  abstract create(login: NewLogin): Promise<void>;

  /**
   * Consumes the current refresh token of a session, and starts its next generation.
   *
   * @returns the login as it is after the rotation, or null when it was not rotated
   */
  abstract rotate(claim: RotationClaim): Promise<Login | null>;

  /** Returns a session in any state, or null if it does not exist. */
  abstract find(sid: string): Promise<Login | null>;

  /**
   * Lists sessions in descending order of their ids, which is the order of creation, newest first.
   * MUST filter before it applies `limit`.
   */
  abstract list(query: SessionQuery): Promise<Login[]>;

  /**
   * Revokes one session.
   *
   * @returns the login as revoked now, or null when there was nothing left to revoke
   */
  abstract revoke(sid: string, reason: RevocationReason, now: number): Promise<Login | null>;

  /**
   * Revokes every session of a user.
   *
   * @returns the number of logins ended
   */
  abstract revokeAllOf(userId: string, reason: RevocationReason, now: number): Promise<number>;

  /**
   * Revokes sessions that are neither revoked nor past `loginExpiresAt`. MUST be ONE statement, and
   * MUST NOT revoke what was created after `createdUntil`: on a busy service the batches would never end.
   *
   * @returns the ids of the revoked sessions
   */
  abstract revokeBatch(
    batch: SessionBatch,
    reason: RevocationReason,
    now: number,
  ): Promise<readonly string[]>;
}
