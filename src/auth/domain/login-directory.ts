import type { RevocationReason } from './login.js';
import { RefreshTokenStore } from './refresh-token.store.js';

/** A part of all logins, in the order of their ids. */
export interface LoginBatch {
  /** Only logins behind this id; empty: from the first. */
  after: string;
  /** At most this many. */
  limit: number;
  /** Only logins that began until then: epoch milliseconds. */
  begunUntil: number;
}

/**
 * The logins of our own, which an operator looks at and ends.
 *
 * - `revokeBatch` MUST be ONE statement: what was ended by it is ended, whatever comes after. It
 *   MUST leave alone what began after `begunUntil`, or a busy service would never come to an end of it.
 */
export abstract class LoginDirectory extends RefreshTokenStore {
  /** When the newest login began, by the clock of the instance that began it; null: there is none. */
  abstract newestBegunAt(): Promise<number | null>;

  /** Ends logins that are neither revoked nor past their end. @returns the ids of those ended */
  abstract revokeBatch(
    batch: LoginBatch,
    reason: RevocationReason,
    now: number,
  ): Promise<readonly string[]>;
}
