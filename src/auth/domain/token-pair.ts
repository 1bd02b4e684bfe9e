import type { TokenType } from './claims.js';
import type { RawClaims } from './compact-jws.js';
import { expiryOf, type Session, tokenId } from './session.js';

/** Claims that the issuer sets. Other claims of a token cannot replace them. */
const ISSUED = [
  'token_type',
  'exp',
  'iat',
  'jti',
  'user_id',
  'sub',
  'sid',
  'gen',
] as const satisfies string[];

/**
 * Claims that describe how the user was authenticated at the log-in. Only the log-in policy sets
 * them, because `claims()` of a user store receives no log-in.
 */
const AUTHENTICATION = ['amr', 'acr', 'auth_time'] as const satisfies string[];

/** Registered claims that only the issuer may set, and that are optional (RFC 7519 §4.1). */
const REGISTERED = ['iss', 'aud', 'nbf'] as const satisfies string[];

export interface IssuePolicy {
  accessTokenSeconds: number;
  issuer?: string | undefined;
  audience?: string | undefined;
}

export interface PairClaims {
  refresh: RawClaims;
  access: RawClaims;
}

type CurrentToken = Pick<
  Session,
  'id' | 'userId' | 'generation' | 'rotatedAt' | 'expiresAt' | 'sessionExpiresAt'
>;

/**
 * Returns the claims of a session's current tokens. They depend only on the row and on `carried`, so
 * that any instance can sign the same pair again (docs/rotation.md, One token per generation).
 *
 * @param carried the claims of the presented refresh token; both tokens keep its custom claims
 */
export function pairClaims(
  session: CurrentToken,
  policy: IssuePolicy,
  carried: RawClaims,
): PairClaims {
  const iat = toSeconds(session.rotatedAt);
  const exp = toSeconds(session.expiresAt);
  const refresh = { ...base(session, 'refresh', iat, exp), gen: session.generation };
  return {
    refresh: { ...refresh, ...addressed(policy), ...extras(carried, policy) },
    access: accessClaims(session, policy, carried, iat),
  };
}

/**
 * Returns the claims of an access token issued at `iat` (epoch seconds). It expires no later than its
 * session and its refresh token: without a valid refresh token, the client could not log out.
 */
export function accessClaims(
  session: CurrentToken,
  policy: IssuePolicy,
  carried: RawClaims,
  iat: number,
): RawClaims {
  const sessionEnd = toSeconds(expiryOf(session));
  const exp = Math.min(iat + policy.accessTokenSeconds, sessionEnd);
  return {
    ...base(session, 'access', iat, exp),
    ...addressed(policy),
    ...extras(carried, policy),
  };
}

/** Returns the claims that both types have, in SimpleJWT's order. */
function base(session: CurrentToken, type: TokenType, iat: number, exp: number): RawClaims {
  return {
    token_type: type,
    exp,
    iat,
    jti: tokenId(session.id, session.generation, type),
    user_id: session.userId,
    sub: session.userId,
    sid: session.id,
  };
}

function addressed({ issuer, audience }: IssuePolicy): RawClaims {
  return {
    ...(issuer !== undefined && { iss: issuer }),
    ...(audience !== undefined && { aud: audience }),
  };
}

/**
 * Returns the custom claims. Removes those whose name is a member of `Object.prototype`, because the
 * signing library fails on them.
 */
function extras(carried: RawClaims, policy: IssuePolicy): RawClaims {
  const names = Object.keys(carried).filter((name) => isCarried(name, policy));
  return Object.fromEntries(names.map((name) => [name, carried[name]]));
}

const isCarried = (name: string, { issuer, audience }: IssuePolicy): boolean =>
  !ISSUED_NAMES.has(name) &&
  !(name === 'iss' && issuer !== undefined) &&
  !(name === 'aud' && audience !== undefined) &&
  !(name in Object.prototype);

const ISSUED_NAMES: ReadonlySet<string> = new Set(ISSUED);

/**
 * Separates the claims that an application adds to an access token.
 *
 * @returns the accepted claims, and the names of the reserved ones
 */
export function splitAddedClaims(added: RawClaims): { accepted: RawClaims; reserved: string[] } {
  const isReserved = (name: string) =>
    RESERVED.has(name) || name in Object.prototype || isPasswordName(name);
  const entries = Object.entries(added).filter(([name]) => !isReserved(name));
  return { accepted: Object.fromEntries(entries), reserved: Object.keys(added).filter(isReserved) };
}

const RESERVED = new Set<string>([...ISSUED, ...REGISTERED, ...AUTHENTICATION]);

/**
 * Common names of password columns. An application that returns the whole row would publish the
 * hash.
 */
const PASSWORD_NAMES: ReadonlySet<string> = new Set([
  'password',
  'passwordhash',
  'passworddigest',
  'hashedpassword',
  'encryptedpassword',
  'passwd',
  'passwdhash',
  'pwhash',
]);

const isPasswordName = (name: string): boolean =>
  PASSWORD_NAMES.has(name.replace(/[-_]/g, '').toLowerCase());

/** Converts milliseconds to whole seconds (RFC 7519 NumericDate), rounded down. */
export const toSeconds = (epochMs: number): number => Math.floor(epochMs / 1000);
