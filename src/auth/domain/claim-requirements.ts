import type { RawClaims } from './compact-jws.js';

/** A required claim and its accepted values. */
export interface ClaimRequirement {
  claim: string;
  anyOf: readonly unknown[];
}

/**
 * Checks whether the claims of a token meet all requirements. A claim may have several values: a
 * list, or the words of `scope` (RFC 8693 §4.2). One accepted value is enough.
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

/** Checks whether JSON.parse may have rounded an integer: the token may contain another one. */
const isRounded = (value: unknown): boolean =>
  Number.isInteger(value) && !Number.isSafeInteger(value);

function valuesOf(claim: string, value: unknown): readonly unknown[] {
  if (claim === 'scope' && typeof value === 'string') return value.split(' ');
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
