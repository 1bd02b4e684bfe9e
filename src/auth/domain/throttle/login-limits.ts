import type { Rate } from './rate.js';

/** The limits of log-ins and of requests with tokens. */
export interface LoginLimits {
  /** Failed log-ins of one account from one address: growing delays. */
  readonly perAccountAndAddress: readonly Rate[];
  /** Failed log-ins from one address, of all accounts. */
  readonly perAddress: readonly Rate[];
  /** Consecutive failed log-ins of one account from unfamiliar addresses, and the cool-down. */
  readonly perAccount: Rate;
  /** Refreshes of one session. */
  readonly refreshesPerSession: Rate;
  /** Requests with tokens from one address. */
  readonly tokenRequestsPerAddress: Rate;
}

/** The consecutive failures that NIST SP 800-63B-4 §3.2.2 allows for one account. */
export const MAX_CONSECUTIVE_FAILURES = 100;

/**
 * The share of an account's failures that each rank gets, in percent. The rank of an attempt is its
 * number among those of its address: first, second, third, and any later one. An address that an
 * attacker has used before has no first attempt left, so first attempts of other addresses succeed
 * during an attack.
 */
const SHARES = [40, 20, 20, 20] as const;

/** The number of ranks. */
export const RANKS = SHARES.length;

/**
 * Returns the rank of an attempt.
 *
 * @param number of the attempt among those of its address on the account, from 1
 * @returns 0 to `RANKS - 1`
 */
export const rankOf = (number: number): number => Math.min(Math.max(number, 1), RANKS) - 1;

/**
 * Returns the failures that a rank may have before the cool-down.
 *
 * @param total of all ranks together
 * @returns at least 1
 */
export const limitOfRank = (total: number, rank: number): number =>
  Math.max(1, Math.floor((total * SHARES[rank]!) / 100));
