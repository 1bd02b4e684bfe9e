import type { ClientInfo, Session, RevocationReason } from './session.js';
import type { SessionBatch, SessionQuery } from './session-query.js';

/** A session about to be stored. Times are epoch milliseconds. */
export type NewSession = Pick<
  Session,
  'id' | 'userId' | 'tokenVersion' | 'rotatedAt' | 'expiresAt' | 'sessionExpiresAt'
> &
  ClientInfo;

/** A wish to consume generation `generation` of a session. */
export interface RotationClaim extends ClientInfo {
  sid: string;
  userId: string;
  /** What the presented token carries: claim `gen`. */
  generation: number;
  /** `keyHashOf` the request's key: 43 characters. */
  keyHash: string;
  /** `toSlot(keyHash, now)`: the 50 characters that go in front of `consumed`. */
  slot: string;
  /** Epoch milliseconds. */
  now: number;
  /** When the successor expires unused, if its session does not end before: epoch milliseconds. */
  idleExpiresAt: number;
}

/**
 * Where sessions live.
 *
 * - `rotate` MUST be ONE atomic statement whose row count is the answer. It succeeds only while
 *   the session is of that user, not revoked, not past its end, at or below the claimed generation,
 *   and its user is active with the `tokenVersion` of the session; and never with a key that occurs
 *   in `consumed`. It puts `slot` in front of the first seven slots of `consumed`, or in the place
 *   of all of them if the row is below the claimed generation. MUST NOT read first and write then.
 * - `revoke` MUST NOT look at the generation: a refresh in flight cannot undo a logout.
 * - What is revoked MUST stay revoked, with its first reason.
 * - Every verb MUST reject with an `AuthError` `temporarily_unavailable` when the store is away.
 */
export abstract class RefreshTokenStore {
  abstract create(session: NewSession): Promise<void>;

  /** @returns the session as it is after the rotation, or null when it was not rotated */
  abstract rotate(claim: RotationClaim): Promise<Session | null>;

  abstract find(sid: string): Promise<Session | null>;

  /**
   * Lists sessions in descending order of their ids, which is the order of creation, newest first.
   * MUST filter before it applies `limit`.
   */
  abstract list(query: SessionQuery): Promise<Session[]>;

  /** @returns the session as revoked now, or null when there was nothing left to revoke */
  abstract revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null>;

  /** @returns the number of sessions ended */
  abstract revokeAllOf(userId: string, reason: RevocationReason, now: number): Promise<number>;

  /**
   * Revokes sessions that are neither revoked nor past `sessionExpiresAt`. MUST be ONE statement, and
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
