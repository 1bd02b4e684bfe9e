import type { TokenType } from './claims.js';
import type { RawClaims } from './compact-jws.js';
import { type Session, tokenId } from './session.js';

/** The claims that issuing decides: nothing that a token carries beside them may replace them. */
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

/** Registered claims that issuing may leave out, and nobody else may put in (RFC 7519 §4.1). */
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
 * The claims of a session's current tokens. They follow from the row alone, so that any instance can
 * sign the same pair again.
 *
 * @param carried what the presented refresh token says beside our own claims: both tokens keep it
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
 * The claims of an access token issued at `iat` (epoch seconds). It never outlives its session, nor
 * the session's refresh token, which alone can log it out.
 */
export function accessClaims(
  session: CurrentToken,
  policy: IssuePolicy,
  carried: RawClaims,
  iat: number,
): RawClaims {
  const sessionEnd = toSeconds(Math.min(session.expiresAt, session.sessionExpiresAt));
  const exp = Math.min(iat + policy.accessTokenSeconds, sessionEnd);
  return {
    ...base(session, 'access', iat, exp),
    ...addressed(policy),
    ...extras(carried, policy),
  };
}

/** The members that both types have, in SimpleJWT's order. */
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

/** No claim is called like a member of every object: the library that signs stumbles over it. */
function extras(carried: RawClaims, policy: IssuePolicy): RawClaims {
  const decided = new Set<string>([...ISSUED, ...Object.keys(addressed(policy))]);
  const isCarried = ([name]: [string, unknown]) =>
    !decided.has(name) && !(name in Object.prototype);
  return Object.fromEntries(Object.entries(carried).filter(isCarried));
}

/**
 * Takes what a host adds to an access token apart.
 *
 * @returns what is added, and the names of what is not: claims that are not the host's to make
 */
export function splitAddedClaims(added: RawClaims): { accepted: RawClaims; reserved: string[] } {
  const isReserved = (name: string) =>
    RESERVED.has(name) || name in Object.prototype || isOfPassword(name);
  const entries = Object.entries(added).filter(([name]) => !isReserved(name));
  return { accepted: Object.fromEntries(entries), reserved: Object.keys(added).filter(isReserved) };
}

const RESERVED = new Set<string>([...ISSUED, ...REGISTERED]);

/** What applications call the column of a password or its hash: a copy of the row would publish it. */
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

const isOfPassword = (name: string): boolean =>
  PASSWORD_NAMES.has(name.replace(/[-_]/g, '').toLowerCase());

/** Token times are whole seconds (RFC 7519 NumericDate), floored. */
export const toSeconds = (epochMs: number): number => Math.floor(epochMs / 1000);
