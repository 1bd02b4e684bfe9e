import { NO_KEY_HASH } from './idempotency-key.js';

/** Length of a SHA-256 in base64url. */
const KEY_HASH_LENGTH = NO_KEY_HASH.length;

/** Epoch seconds in base 36: enough until the year 4453. */
const TIME_LENGTH = 7;
const TIME_RADIX = 36;
const MAX_TIME_SECONDS = TIME_RADIX ** TIME_LENGTH - 1;

/** One consumption in the column `consumed`: the key's hash, then the time. */
export const SLOT_LENGTH = KEY_HASH_LENGTH + TIME_LENGTH;

/** How many consumptions a row keeps, the newest first. */
export const SLOT_COUNT = 8;

/** The length of a full column `consumed`. */
export const CONSUMED_LENGTH = SLOT_LENGTH * SLOT_COUNT;

/**
 * How and when the refresh token of one generation was consumed
 * (docs/rotation.md, The consumption record).
 */
export interface Consumption {
  /** `keyHashOf` the request's key; `NO_KEY_HASH` without a key. */
  keyHash: string;
  /** Epoch seconds, rounded down. */
  consumedAtSeconds: number;
}

/**
 * Formats a consumption for the column `consumed`.
 *
 * @param keyHash `keyHashOf` the request's key
 * @param now epoch milliseconds
 * @returns 50 characters
 */
export function toSlot(keyHash: string, now: number): string {
  const seconds = Math.min(Math.max(Math.floor(now / 1000), 0), MAX_TIME_SECONDS);
  return keyHash + seconds.toString(TIME_RADIX).padStart(TIME_LENGTH, '0');
}

/**
 * Finds the consumption of one generation. Slot `i` of a row at generation `g` belongs to generation
 * `g - 1 - i`.
 *
 * @param consumed the column `consumed`
 * @returns undefined if the row keeps no consumption of that generation
 */
export function consumptionOf(
  consumed: string,
  currentGeneration: number,
  generation: number,
): Consumption | undefined {
  if (generation >= currentGeneration) return undefined;
  const start = (currentGeneration - 1 - generation) * SLOT_LENGTH;
  const slot = consumed.slice(start, start + SLOT_LENGTH);
  if (slot.length < SLOT_LENGTH) return undefined;
  return {
    keyHash: slot.slice(0, KEY_HASH_LENGTH),
    consumedAtSeconds: Number.parseInt(slot.slice(KEY_HASH_LENGTH), TIME_RADIX),
  };
}

/**
 * Checks whether a key is in any of the recorded consumptions. A request without a key
 * never matches.
 *
 * @param consumed the column `consumed`
 */
export const hasConsumed = (consumed: string, keyHash: string): boolean =>
  keyHash !== NO_KEY_HASH && consumed.includes(keyHash);
