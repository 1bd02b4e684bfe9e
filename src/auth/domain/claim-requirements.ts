import type { RawClaims } from './compact-jws.js';

/** One claim, and what of it is enough. */
export interface ClaimRequirement {
  claim: string;
  anyOf: readonly unknown[];
}

/**
 * Whether a token says everything that is required. A claim with several values (a list, or the
 * words of `scope`, RFC 8693 §4.2) is enough when one of them is.
 */
export function meetsRequirements(
  claims: RawClaims,
  requirements: readonly ClaimRequirement[],
): boolean {
  return requirements.every(
    ({ claim, anyOf }) =>
      Object.hasOwn(claims, claim) &&
      valuesOf(claim, claims[claim]).some((value) => anyOf.includes(value) && !isRounded(value)),
  );
}

/**
 * Checks whether JSON.parse may have rounded an integer, so that the token contains another one.
 */
const isRounded = (value: unknown): boolean =>
  Number.isInteger(value) && !Number.isSafeInteger(value);

function valuesOf(claim: string, value: unknown): readonly unknown[] {
  if (claim === 'scope' && typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
