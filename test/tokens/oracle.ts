import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Claims } from '../support/jwt.js';
import type { Authority, Door, Key } from './authority.js';
import { checkLate, checkStanding } from './standing.js';
import { INVALID, refused, type Verdict } from './verdict.js';

/**
 * What http-contract.md and RFC 7519 say of a token, written a second time and as plainly as can be: nothing
 * of this comes from `src`.
 */
export function check(text: string, door: Door, authority: Authority, key: Key): Verdict {
  const token = tokenIn(text, door);
  if (token === undefined) return refused(NO_BEARER);
  const claims = readSigned(token, authority);
  return claims === undefined ? refused(INVALID) : checkSigned(claims, door, authority, key);
}

/** The verdict where nothing is good but what was issued, byte for byte: the secret is not asked. */
export function checkForged(
  isIssued: (token: string) => boolean,
  ...[text, door, authority, key]: Parameters<typeof check>
): Verdict {
  const token = tokenIn(text, door);
  if (token === undefined) return refused(NO_BEARER);
  return isIssued(token) ? check(text, door, authority, key) : refused(INVALID);
}

const NO_BEARER = 'Authorization header must contain two space-delimited values';

/** What stands behind `Bearer`: white space is between, and belongs to no token. */
export function tokenIn(text: string, door: Door): string | undefined {
  if (door !== 'bearer') return text;
  const [word, ...more] = text.split(/[ \t]+/).filter(Boolean);
  return more.length === 0 ? word : undefined;
}

function checkSigned(claims: Claims, door: Door, authority: Authority, key: Key): Verdict {
  const refusal = validateClaims(claims, door, authority);
  if (refusal === undefined) return checkStanding(claims, door, authority, key);
  const isOfRefreshTokens = door === 'refresh' || door === 'blacklist';
  const isLate = isOfRefreshTokens && isOnlyLate(claims, authority);
  return isLate ? checkLate(claims, door, authority, key) : refused(refusal);
}

/** `exp` has passed, and nothing else is wrong. */
function isOnlyLate(claims: Claims, authority: Authority): boolean {
  const inTime = { ...claims, exp: authority.now + 1 };
  const hasPassed = isNumber(claims['exp']) && claims['exp'] <= authority.now;
  return hasPassed && validateClaims(inTime, 'refresh', authority) === undefined;
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** Base64url without padding, and without bits that mean nothing (RFC 7515 §2, RFC 4648 §3.5). */
function isCanonical(segment: string): boolean {
  if (segment.length % 4 === 1) return false;
  const meaningless = [0, 0, 0b1111, 0b11][segment.length % 4]!;
  const last = ALPHABET.indexOf(segment.slice(-1));
  return /^[\w-]*$/.test(segment) && (last & meaningless) === 0;
}

/** @returns the claims of a token that we signed; undefined for every other text */
export function readSigned(
  token: string,
  { secrets }: Pick<Authority, 'secrets'>,
): Claims | undefined {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const isCompact = [header, payload, signature].every(isCanonical) && more.length === 0;
  if (!isCompact || !isOurs(readObject(header))) return undefined;
  const isSigned = secrets.some((one) => hs256(one, `${header}.${payload}`) === signature);
  return isSigned ? readObject(payload) : undefined;
}

/** The claims of a token that was judged, and is good. */
export const claimsIn = (token: string): Claims => readObject(token.split('.')[1] ?? '') ?? {};

const hs256 = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('base64url');

/** RFC 8725 §3.1; RFC 7515 §4.1.4 and §4.1.11; RFC 7797 §3. */
function isOurs(header: Claims | undefined): boolean {
  if (header === undefined || header['alg'] !== 'HS256') return false;
  const names = Object.keys(header);
  if (names.includes('crit') || names.includes('b64')) return false;
  return !names.includes('kid') || typeof header['kid'] === 'string';
}

/** Containers in containers: more of them than this are no claims. */
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

/** http-contract.md, "A token is checked in this order". @returns undefined when all is right */
function validateClaims(claims: Claims, door: Door, authority: Authority): string | undefined {
  const has = (name: string) => Object.hasOwn(claims, name);
  const latest = authority.now + authority.clockToleranceSeconds;
  if (has('exp') && !(isNumber(claims['exp']) && claims['exp'] > authority.now)) return INVALID;
  if (has('exp') && Number(claims['exp']) > YEAR_9999) return INVALID;
  for (const name of ['nbf', 'iat'])
    if (has(name) && !isUntil(claims[name], latest)) return INVALID;
  if (!isFrom(claims, authority) || !isFor(claims, authority)) return INVALID;
  if (!has('exp')) return "Token has no 'exp' claim";
  const consumes = door === 'refresh' || door === 'blacklist';
  if (!has('jti') || (consumes && claims['jti'] === null)) return 'Token has no id';
  if (door === 'verify') return undefined;
  if (!has('token_type')) return 'Token has no type';
  const wanted = door === 'bearer' ? 'access' : 'refresh';
  return claims['token_type'] === wanted ? undefined : 'Token has wrong type';
}

const YEAR_9999 = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;

const isNumber = (value: unknown): value is number => Number.isFinite(value);

const isUntil = (value: unknown, latest: number): boolean => isNumber(value) && value <= latest;

const isFrom = ({ iss }: Claims, { issuer }: Authority): boolean =>
  issuer === undefined || iss === issuer;

/** RFC 7519 §4.1.3: one audience, or a list of them. */
const isFor = ({ aud }: Claims, { audience }: Authority): boolean =>
  audience === undefined || aud === audience || (Array.isArray(aud) && aud.includes(audience));
