import { isUtf8 } from 'node:buffer';
import { createHmac } from 'node:crypto';
import type { Claims } from '../support/jwt.js';
import type { Authority, Door, KnownLogin, TokenType } from './authority.js';

/**
 * What wire.md, rotation.md and RFC 7519 say of a token, written a second time and as plainly as
 * can be: nothing of this comes from `src`.
 */
export const ACCEPTED = 'accepted';
export const INVALID = 'Token is invalid or expired';
const BLACKLISTED = 'Token is blacklisted';

const NO_BEARER = 'Authorization header must contain two space-delimited values';

/** The verdict on what is presented at a door, without an `Idempotency-Key`. */
export function judge(text: string, door: Door, authority: Authority): string {
  const token = door === 'bearer' ? wordOf(text) : text;
  if (token === undefined) return NO_BEARER;
  const claims = readSigned(token, authority);
  if (claims === undefined) return INVALID;
  return judgeClaims(claims, door, authority) ?? judgeStanding(claims, door, authority);
}

/** What stands behind `Bearer`: white space is between, and belongs to no token. */
function wordOf(text: string): string | undefined {
  const [word, ...more] = text.split(/[ \t]+/).filter(Boolean);
  return more.length === 0 ? word : undefined;
}

/** The verdict when it is known as what the text was issued, and that it is current. */
export function judgeIssued(
  text: string,
  door: Door,
  typeOf: (token: string) => TokenType | undefined,
): string {
  const token = door === 'bearer' ? wordOf(text) : text;
  if (token === undefined) return NO_BEARER;
  const type = typeOf(token);
  if (type === undefined) return INVALID;
  const wanted = { verify: type, refresh: 'refresh', blacklist: 'refresh', bearer: 'access' }[door];
  return type === wanted ? ACCEPTED : 'Token has wrong type';
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
function readSigned(token: string, { secrets }: Authority): Claims | undefined {
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const isCompact = [header, payload, signature].every(isCanonical) && more.length === 0;
  if (!isCompact || !isOurs(readObject(header))) return undefined;
  const isSigned = secrets.some((one) => hs256(one, `${header}.${payload}`) === signature);
  return isSigned ? readObject(payload) : undefined;
}

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

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

/** wire.md, "A token is checked in this order". @returns undefined when all is right */
function judgeClaims(claims: Claims, door: Door, authority: Authority): string | undefined {
  const has = (name: string) => Object.hasOwn(claims, name);
  const latest = authority.now + authority.clockToleranceSeconds;
  if (has('exp') && !(isNumber(claims['exp']) && claims['exp'] > authority.now)) return INVALID;
  if (has('exp') && Number(claims['exp']) > YEAR_9999) return INVALID;
  for (const name of ['nbf', 'iat'])
    if (has(name) && !isUntil(claims[name], latest)) return INVALID;
  if (!isFrom(claims, authority) || !isFor(claims, authority)) return INVALID;
  if (!has('exp')) return "Token has no 'exp' claim";
  const spends = door === 'refresh' || door === 'blacklist';
  if (!has('jti') || (spends && claims['jti'] === null)) return 'Token has no id';
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

/** Null: the claim says nothing that we could have issued. */
interface Named {
  userId: string | null;
  login: KnownLogin | undefined;
  generation: number | null;
}

/** wire.md, "What becomes of a good one". */
function judgeStanding(claims: Claims, door: Door, { users, logins }: Authority): string {
  const { userId, login, generation } = namedBy(claims, logins);
  const isActive = userId === null ? undefined : users.get(userId);
  const hasEnded = login?.hasEnded === true || isActive !== true;
  const state = { login, generation, hasEnded };
  if (door === 'bearer') return judgeBearer(claims, isActive, state);
  if (door === 'verify') return judgeVerified(claims, state);
  if (door === 'refresh' && userId !== null && isActive !== true) {
    return 'No active account found for the given token.';
  }
  if (login === undefined || generation === null) return INVALID;
  if (hasEnded) return BLACKLISTED;
  const oldest = door === 'refresh' ? login.generation : login.generation - 1;
  return generation < oldest ? BLACKLISTED : ACCEPTED;
}

interface State {
  login: KnownLogin | undefined;
  generation: number | null;
  hasEnded: boolean;
}

function judgeBearer(claims: Claims, isActive: boolean | undefined, { login, hasEnded }: State) {
  if (!Object.hasOwn(claims, 'user_id')) {
    return 'Token contained no recognizable user identification';
  }
  if (isActive === undefined) return 'User not found';
  if (!isActive) return 'User is inactive';
  return login !== undefined && !hasEnded ? ACCEPTED : INVALID;
}

/** Only of a refresh token it is said that its time is over. */
function judgeVerified({ token_type: type }: Claims, { login, generation, hasEnded }: State) {
  const isRefreshToken = type === 'refresh';
  if (login === undefined || (isRefreshToken && generation === null)) return INVALID;
  const isOver = hasEnded || (generation !== null && generation < login.generation);
  if (!isOver) return ACCEPTED;
  return isRefreshToken ? BLACKLISTED : INVALID;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_GENERATION = 2 ** 31 - 2;

/** A login of somebody else is none of this token's. */
function namedBy({ user_id: id, sid, gen }: Claims, logins: Authority['logins']): Named {
  const userId = typeof id === 'number' || isSound(id) ? String(id) : null;
  const login = typeof sid === 'string' && UUID.test(sid) ? logins.get(sid) : undefined;
  const isGeneration = Number.isInteger(gen) && Number(gen) >= 0 && Number(gen) <= MAX_GENERATION;
  const owned = login?.userId === userId ? login : undefined;
  return { userId, login: owned, generation: isGeneration ? Number(gen) : null };
}

const isSound = (id: unknown): boolean => typeof id === 'string' && !/\0|\p{Surrogate}/u.test(id);
