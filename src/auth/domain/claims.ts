import type { RawClaims } from './compact-jws.js';
import { exactText } from './exact-number.js';
import { MAX_GENERATION } from './session.js';
import { isStorable } from './text.js';

export type TokenType = 'access' | 'refresh';

/** The claims that a valid token must have. */
export interface ExpectedClaims {
  /** Undefined: any type is valid. */
  tokenType?: TokenType | undefined;
  issuer?: string | undefined;
  audience?: string | undefined;
  /** Whether a token without `iss` or `aud` is valid. */
  mayLackIssuer?: boolean | undefined;
}

/**
 * `expired`: all claims are valid, but `exp` has passed.
 * `refused`: `message` is the public error message.
 */
export type ClaimsResult =
  { kind: 'valid' } | { kind: 'expired' } | { kind: 'refused'; message: ClaimsRefusal };

export type ClaimsRefusal =
  | 'Token is invalid or expired'
  | "Token has no 'exp' claim"
  | 'Token has no id'
  | 'Token has no type'
  | 'Token has wrong type';

/** The last second of the year 9999, the latest date that SimpleJWT accepts. */
const LAST_SECOND = 253_402_300_799;

const refuse = (message: ClaimsRefusal): ClaimsResult => ({ kind: 'refused', message });

/**
 * Validates the claims of a token whose signature is verified (RFC 7519 §4.1), in SimpleJWT's order.
 *
 * @param now epoch milliseconds; a token is valid while `now < exp`
 * @param clockToleranceMs how far in the future `iat` and `nbf` may lie; `exp` has no tolerance
 */
export function validateClaims(
  claims: RawClaims,
  expected: ExpectedClaims,
  now: number,
  clockToleranceMs: number,
): ClaimsResult {
  const expired = 'exp' in claims && hasPassed(claims['exp'], now);
  const refusal =
    validateTimes(claims, now + clockToleranceMs) ?? validateIdentity(claims, expected);
  if (refusal !== undefined) return refuse(expired ? 'Token is invalid or expired' : refusal);
  return { kind: expired ? 'expired' : 'valid' };
}

function hasPassed(exp: unknown, now: number): boolean {
  return isFiniteNumber(exp) && exp * 1000 <= now;
}

/** @param latest now plus the clock tolerance, epoch milliseconds */
function validateTimes(claims: RawClaims, latest: number): ClaimsRefusal | undefined {
  const hasBegun = (name: string) => !(name in claims) || hasPassed(claims[name], latest);
  const isDate = !('exp' in claims) || isSecond(claims['exp']);
  return isDate && hasBegun('nbf') && hasBegun('iat') ? undefined : 'Token is invalid or expired';
}

function isSecond(exp: unknown): boolean {
  return isFiniteNumber(exp) && exp <= LAST_SECOND;
}

/** JSON.parse returns Infinity for a number such as `1e999`. */
const isFiniteNumber = (value: unknown): value is number => Number.isFinite(value);

function validateIdentity(claims: RawClaims, expected: ExpectedClaims): ClaimsRefusal | undefined {
  if (!hasIssuerAndAudience(claims, expected)) return 'Token is invalid or expired';
  if (!('exp' in claims)) return "Token has no 'exp' claim";
  if (!hasId(claims, expected)) return 'Token has no id';
  if (expected.tokenType === undefined) return undefined;
  if (!('token_type' in claims)) return 'Token has no type';
  return claims['token_type'] === expected.tokenType ? undefined : 'Token has wrong type';
}

/** A refresh token with the `jti` null is rejected. SimpleJWT fails on it with a 500. */
function hasId(claims: RawClaims, { tokenType }: ExpectedClaims): boolean {
  return 'jti' in claims && !(tokenType === 'refresh' && claims['jti'] === null);
}

function hasIssuerAndAudience(claims: RawClaims, expected: ExpectedClaims): boolean {
  const { issuer, audience, mayLackIssuer } = expected;
  const mayLack = (name: string) => mayLackIssuer === true && !(name in claims);
  return (
    (issuer === undefined || claims['iss'] === issuer || mayLack('iss')) &&
    (audience === undefined || [claims['aud']].flat().includes(audience) || mayLack('aud'))
  );
}

/**
 * The user, session and generation of a token. Null: the claim is missing, or Keyturn never issues
 * its value.
 */
export interface TokenSubject {
  userId: string | null;
  sid: string | null;
  generation: number | null;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads `user_id`, `sid` and `gen`. A numeric `user_id` is converted to a string, as in SimpleJWT,
 * unless JSON.parse may have rounded it to the ID of another user.
 */
export function readSubject(claims: RawClaims): TokenSubject {
  const { user_id: userId, sid, gen } = claims;
  return {
    userId: readUserId(userId),
    sid: typeof sid === 'string' && UUID.test(sid) ? sid : null,
    generation: isGeneration(gen) ? gen : null,
  };
}

function readUserId(value: unknown): string | null {
  if (typeof value === 'number') return exactText(value) ?? null;
  return typeof value === 'string' && isStorable(value) ? value : null;
}

function isGeneration(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_GENERATION;
}
