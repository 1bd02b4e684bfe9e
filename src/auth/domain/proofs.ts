import { createHash } from 'node:crypto';

/** A SHA-256 in base64url. */
export const PROOF_LENGTH = 43;

/** How many generations back the key that spent one is remembered. */
export const PROOF_SLOTS = 8;

/** What stands in the slot of a generation that was spent without a key. Matches no key. */
export const NO_PROOF = '-'.repeat(PROOF_LENGTH);

const KEY = /^[\x21-\x7e]{16,255}$/;

/**
 * Whether `key` may be an `Idempotency-Key`: 16 to 255 visible ASCII characters
 * (draft-ietf-httpapi-idempotency-key-header, read as one opaque text and compared byte for byte).
 */
export const isIdempotencyKey = (key: string): boolean => KEY.test(key);

/** What is kept of a key: its SHA-256, or {@link NO_PROOF} where there was none. */
export function proofOf(key: string | undefined): string {
  return key === undefined ? NO_PROOF : createHash('sha256').update(key).digest('base64url');
}

/** @returns the proof recorded for the spending of `generation`, or undefined when none is left */
export function proofThatSpent(
  proofs: string,
  currentGeneration: number,
  generation: number,
): string | undefined {
  if (generation >= currentGeneration) return undefined;
  const start = (currentGeneration - 1 - generation) * PROOF_LENGTH;
  return proofs.slice(start, start + PROOF_LENGTH) || undefined;
}

/** Whether `proof` stands for a key, and for the one that was recorded: no key never matches no key. */
export function isSameKey(proof: string, recorded: string | undefined): boolean {
  return proof !== NO_PROOF && proof === recorded;
}
