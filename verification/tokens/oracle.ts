import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Claims } from '../../test/support/jwt.js';
import type { ServiceState, Endpoint, Key } from './service-state.js';
import { checkExpired, checkState } from './token-state.js';
import { INVALID, refused, type Expectation } from './expectation.js';

/**
 * Returns the expected response to a token: a second, simple implementation of
 * docs/http-contract.md and RFC 7519, without code of `src`.
 */
export function check(
  text: string,
  endpoint: Endpoint,
  serviceState: ServiceState,
  key: Key,
): Expectation {
  const token = tokenIn(text, endpoint);
  if (token === undefined) return refused(NO_BEARER);
  const claims = readSigned(token, serviceState);
  return claims === undefined ? refused(INVALID) : checkSigned(claims, endpoint, serviceState, key);
}

/** Returns the expected response to a token that was made without the secret: only issued tokens are valid. */
export function checkForged(
  isIssued: (token: string) => boolean,
  ...[text, endpoint, serviceState, key]: Parameters<typeof check>
): Expectation {
  const token = tokenIn(text, endpoint);
  if (token === undefined) return refused(NO_BEARER);
  return isIssued(token) ? check(text, endpoint, serviceState, key) : refused(INVALID);
}

const NO_BEARER = 'Authorization header must contain two space-delimited values';

/** Returns the token of a field or header. White space after `Bearer` is not part of it. */
export function tokenIn(text: string, endpoint: Endpoint): string | undefined {
  if (endpoint !== 'bearer') return text;
  const [word, ...more] = text.split(/[ \t]+/).filter(Boolean);
  return more.length === 0 ? word : undefined;
}

function checkSigned(
  claims: Claims,
  endpoint: Endpoint,
  serviceState: ServiceState,
  key: Key,
): Expectation {
  const refusal = validateClaims(claims, endpoint, serviceState);
  if (refusal === undefined) return checkState(claims, endpoint, serviceState, key);
  const takesRefreshToken = endpoint === 'refresh' || endpoint === 'blacklist';
  const isExpired = takesRefreshToken && isOnlyExpired(claims, serviceState);
  return isExpired ? checkExpired(claims, endpoint, serviceState, key) : refused(refusal);
}

/** Checks whether `exp` has passed, and the token has no other defect. */
function isOnlyExpired(claims: Claims, serviceState: ServiceState): boolean {
  const unexpired = { ...claims, exp: serviceState.now + 1 };
  const hasPassed = isNumber(claims['exp']) && claims['exp'] <= serviceState.now;
  return hasPassed && validateClaims(unexpired, 'refresh', serviceState) === undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url without padding and without unused bits set (RFC 7515 §2, RFC 4648 §3.5). */
function isCanonical(segment: string): boolean {
  if (segment.length % 4 === 1) return false;
  const meaningless = [0, 0, 0b1111, 0b11][segment.length % 4]!;
  const last = ALPHABET.indexOf(segment.slice(-1));
  return /^[\w-]*$/.test(segment) && (last & meaningless) === 0;
}

/** @returns the claims of a correctly signed token, or undefined */
export function readSigned(
  token: string,
  { secrets }: Pick<ServiceState, 'secrets'>,
): Claims | undefined {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const isCompact = [header, payload, signature].every(isCanonical) && more.length === 0;
  if (!isCompact || !isValidHeader(readObject(header))) return undefined;
  const isSigned = secrets.some((one) => hs256(one, `${header}.${payload}`) === signature);
  return isSigned ? readObject(payload) : undefined;
}

/** Returns the claims of a valid token. */
export const claimsIn = (token: string): Claims => readObject(token.split('.')[1] ?? '') ?? {};

const hs256 = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url');

/** RFC 8725 §3.1; RFC 7515 §4.1.4 and §4.1.11; RFC 7797 §3. */
function isValidHeader(header: Claims | undefined): boolean {
  if (header === undefined || header['alg'] !== 'HS256') return false;
  const names = Object.keys(header);
  if (names.includes('crit') || names.includes('b64')) return false;
  return !names.includes('kid') || typeof header['kid'] === 'string';
}

/** The maximum nesting depth of claims. */
const MAX_DEPTH = 64;

function readObject(segment: string): Claims | undefined {
  const bytes = Buffer.from(segment, 'base64url');
  const value = isUtf8(bytes) ? parsed(bytes.toString()) : undefined;
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject && depthOf(value) <= MAX_DEPTH ? (value as Claims) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Level by level, not by recursion: a token of 5,000 levels would overflow the stack. */
function depthOf(value: unknown): number {
  let depth = 0;
  for (let level = [value].filter(isContainer); level.length > 0; depth += 1) {
    level = level.flatMap((one) => Object.values(one).filter(isContainer));
  }
  return depth;
}

const isContainer = (value: unknown): value is object =>
  typeof value === 'object' && value !== null;

/**
 * Checks the claims in the order of docs/http-contract.md, Read a token.
 *
 * @returns the error message, or undefined
 */
function validateClaims(
  claims: Claims,
  endpoint: Endpoint,
  serviceState: ServiceState,
): string | undefined {
  const has = (name: string) => Object.hasOwn(claims, name);
  const latest = serviceState.now + serviceState.clockToleranceSeconds;
  if (has('exp') && !(isNumber(claims['exp']) && claims['exp'] > serviceState.now)) return INVALID;
  if (has('exp') && Number(claims['exp']) > YEAR_9999) return INVALID;
  for (const name of ['nbf', 'iat'])
    if (has(name) && !isUntil(claims[name], latest)) return INVALID;
  if (!isFrom(claims, serviceState) || !isFor(claims, serviceState)) return INVALID;
  if (!has('exp')) return "Token has no 'exp' claim";
  const consumes = endpoint === 'refresh' || endpoint === 'blacklist';
  if (!has('jti') || (consumes && claims['jti'] === null)) return 'Token has no id';
  if (endpoint === 'verify') return undefined;
  if (!has('token_type')) return 'Token has no type';
  const wanted = endpoint === 'bearer' ? 'access' : 'refresh';
  return claims['token_type'] === wanted ? undefined : 'Token has wrong type';
}

const YEAR_9999 = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const isUntil = (value: unknown, latest: number): boolean => isNumber(value) && value <= latest;

const isFrom = ({ iss }: Claims, { issuer }: ServiceState): boolean =>
  issuer === undefined || iss === issuer;

/** RFC 7519 §4.1.3: one audience, or a list of them. */
const isFor = ({ aud }: Claims, { audience }: ServiceState): boolean =>
  audience === undefined || aud === audience || (Array.isArray(aud) && aud.includes(audience));
