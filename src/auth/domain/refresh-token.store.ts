import type { ClientInfo, NewSession, Session, RevocationReason } from './session.js';
import type { SessionBatch, SessionQuery } from './session-query.js';

/** The parameters of `rotate`: consumes generation `generation` of a session. */
export interface RotationClaim extends ClientInfo {
  /** The session: claim `sid` of the token. */
  sid: string;
  /** The user whom the token names. */
  userId: string;
  /** Claim `gen` of the presented token. */
  generation: number;
  /** `keyHashOf` the request's key: 43 characters. */
  keyHash: string;
  /** `toSlot(keyHash, now)`: the 50 characters that go in front of `consumed`. */
  slot: string;
  /** Epoch milliseconds. */
  now: number;
  /** When the next token expires unused, unless its session expires earlier. Epoch milliseconds. */
  idleExpiresAt: number;
}

/** How `create` stores a session. */
export interface CreateOptions {
  /**
   * The maximum number of active sessions of the user with this `tokenVersion`, the new one included.
   * The oldest others are revoked with the reason `session_limit`. @default no limit
   */
  readonly maxActive?: number | undefined;
  /** The number of earlier sessions whose clients are returned: `limit` of `clientsOf`. @default 0 */
  readonly compared?: number | undefined;
}

/** The result of `create`. */
export interface CreatedSession {
  /** The IDs of the sessions that the limit revoked. */
  readonly revoked: readonly string[];
  /** `clientsOf` the user, before the new session. Those that begin at the same time may be missing. */
  readonly earlierClients: readonly ClientInfo[];
}

/**
 * Stores sessions.
 *
 * - `rotate` MUST be ONE atomic statement whose row count decides. It succeeds only while the
 *   session belongs to that user, is neither revoked nor past `sessionExpiresAt`, and is at or below
 *   the claimed generation; while its user is active and has the `tokenVersion` of the session; and
 *   only if the key does not occur in `consumed`. It puts `slot` in front of the first seven slots
 *   of `consumed`, or replaces them all if the row is below the claimed generation. It MUST NOT read
 *   first and then write.
 * - `create` with a limit MUST be ONE transaction, and MUST NOT run at the same time as another one for
 *   the same user, so that concurrent log-ins do not exceed the limit.
 * - `revoke` MUST NOT check the generation, so that a refresh in flight cannot undo a log-out.
 * - A revoked session MUST stay revoked, with its first reason.
 * - Every method MUST reject with an `AuthError` `temporarily_unavailable` while the store is
 *   unavailable.
 */
export abstract class RefreshTokenStore {
  /**
   * Whether `create` records the log-in of the user in its transaction. If not, the module calls
   * `UserStore.recordLogin` just before. @default undefined: it does not
   */
  readonly recordsLogins?: boolean;

  /** Stores a new session, of generation 0. */
  abstract create(session: NewSession, options?: CreateOptions): Promise<CreatedSession>;

  /**
   * Consumes the current refresh token of a session, and starts its next generation.
   *
   * @returns the session after the rotation, or null if it was not rotated
   */
  abstract rotate(claim: RotationClaim): Promise<Session | null>;

  /** Returns a session in any state, or null if it does not exist. */
  abstract find(sid: string): Promise<Session | null>;

  /**
   * Lists sessions in descending order of their IDs, which is the order of creation, newest first.
   * MUST filter before it applies `limit`.
   */
  abstract list(query: SessionQuery): Promise<Session[]>;

  /**
   * Returns the distinct clients of the newest sessions of a user, in any state and any order.
   *
   * @param before only sessions with smaller IDs count: those that began before this one. So of two
   *   sessions that begin at the same time, one does not find the other.
   * @param limit the number of sessions that are read
   */
  abstract clientsOf(userId: string, before: string, limit: number): Promise<ClientInfo[]>;

  /**
   * Revokes one session.
   *
   * @returns the revoked session, or null if it does not exist or was revoked before
   */
  abstract revoke(sid: string, reason: RevocationReason, now: number): Promise<Session | null>;

  /**
   * Revokes every session of a user, in ONE statement.
   *
   * @param except a session that is not revoked. @default none
   * @returns the number of revoked sessions
   */
  abstract revokeAllOf(
    userId: string,
    reason: RevocationReason,
    now: number,
    except?: string,
  ): Promise<number>;

  /**
   * Revokes sessions that are neither revoked nor past `sessionExpiresAt`. MUST be ONE statement, and
   * MUST NOT revoke sessions created after `createdUntil`, or the batches of a busy service never
   * end.
   *
   * @returns the IDs of the revoked sessions
   */
  abstract revokeBatch(
    batch: SessionBatch,
    reason: RevocationReason,
    now: number,
  ): Promise<readonly string[]>;
}
