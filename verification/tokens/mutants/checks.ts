import { JwtService } from '@nestjs/jwt';
import { type Claims, claimsOf, headerOf, sign } from '../../../test/support/jwt.js';
import type { ServiceState, Endpoint, Key, Consumption, SessionState } from '../service-state.js';
import { check } from '../oracle.js';
import { INVALID, refused, type Expectation } from '../expectation.js';

/** A mutant of the oracle: a check that misses one defect of correctly signed tokens. */
export interface MutantCheck {
  /** A description of the fault. */
  fault: string;
  check(token: string, endpoint: Endpoint, serviceState: ServiceState, key: Key): Expectation;
}

type Edit = (claims: Claims) => Claims;

/** Checks the token after a correction of its claims. */
const withClaims = (fault: string, edit: Edit): MutantCheck => ({
  fault,
  check: (token, endpoint, serviceState, key) => {
    const corrected = rewritten(token, serviceState, (header, claims) => [header, edit(claims)]);
    return check(corrected, endpoint, serviceState, key);
  },
});

const withHeader = (fault: string, edit: Edit): MutantCheck => ({
  fault,
  check: (token, endpoint, serviceState, key) => {
    const corrected = rewritten(token, serviceState, (header, claims) => [edit(header), claims]);
    return check(corrected, endpoint, serviceState, key);
  },
});

/** Checks the token with another clock or other rows. */
const withState = (
  fault: string,
  change: (serviceState: ServiceState, claims: Claims) => ServiceState,
): MutantCheck => ({
  fault,
  check: (token, endpoint, serviceState, key) =>
    check(token, endpoint, change(serviceState, claimsOrNone(token)), key),
});

/** Checks the token with another key, or other keys in the rows. */
const withKeyRule = (
  fault: string,
  consumedWith: (keys: readonly Key[], key: Key) => readonly Key[],
  presented: (key: Key) => Key = (key) => key,
): MutantCheck => ({
  fault,
  check: (token, endpoint, serviceState, key) => {
    const rows = [...serviceState.sessions].map(([sid, one]): [string, SessionState] => [
      sid,
      { ...one, consumptions: withKeys(one.consumptions, consumedWith, key) },
    ]);
    return check(token, endpoint, { ...serviceState, sessions: new Map(rows) }, presented(key));
  },
});

function withKeys(
  consumptions: readonly Consumption[],
  consumedWith: (keys: readonly Key[], key: Key) => readonly Key[],
  key: Key,
): Consumption[] {
  const keys = consumedWith(
    consumptions.map((one) => one.key),
    key,
  );
  return keys.map((one, index) => ({ key: one, at: consumptions[index]?.at ?? 0 }));
}

/** Removes the effect of responses with this message. */
const withoutEffect = (fault: string, message: string): MutantCheck => ({
  fault,
  check: (...presented) => {
    const expectation = check(...presented);
    return expectation.message === message ? refused(message) : expectation;
  },
});

type Halves = readonly [header: Claims, claims: Claims];

/** @returns the token itself when it cannot be decoded or needs no correction */
function rewritten(
  token: string,
  { secrets: [secret] }: ServiceState,
  edit: (header: Claims, claims: Claims) => Halves,
): string {
  try {
    const halves: Halves = [JSON.parse(headerOf(token)) as Claims, claimsOf(token)];
    const [header, claims] = edit(...halves);
    const isSame = JSON.stringify([header, claims]) === JSON.stringify(halves);
    return isSame ? token : sign(claims, secret, header);
  } catch {
    return token;
  }
}

function claimsOrNone(token: string): Claims {
  try {
    return claimsOf(token);
  } catch {
    return {};
  }
}

const without =
  (...names: string[]): Edit =>
  (one) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => !names.includes(name)));

/** Converts a claim with JavaScript's `Number()`. */
const numbered =
  (name: string): Edit =>
  (claims) =>
    typeof claims[name] === 'string' ? { ...claims, [name]: Number(claims[name]) } : claims;

const unlessNull =
  (name: string): Edit =>
  (claims) =>
    claims[name] === null ? without(name)(claims) : claims;

const userOf = ({ user_id: id }: Claims): string => String(id);

const jwt = new JwtService();

/** Omits the service's stricter rules, such as `crit` and the canonical form of base64url. */
const jsonwebtokenCheck: MutantCheck = {
  fault: 'the format check is that of jsonwebtoken',
  check: (token, endpoint, serviceState, key) =>
    check(verifiedByLibrary(token, serviceState), endpoint, serviceState, key),
};

/** @returns a valid token with the claims that the library reads */
function verifiedByLibrary(token: string, { secrets: [secret] }: ServiceState): string {
  const timeless = { ignoreExpiration: true, ignoreNotBefore: true };
  try {
    const claims = jwt.verify<Claims>(token, { secret, algorithms: ['HS256'], ...timeless });
    return sign(claims, secret);
  } catch {
    return token;
  }
}

export const MUTANT_CHECKS: readonly MutantCheck[] = [
  jsonwebtokenCheck,
  withClaims('`nbf` is ignored', without('nbf')),
  withClaims('an `iat` in the future is accepted', without('iat')),
  withClaims('an `exp` in quotes is accepted', numbered('exp')),
  withClaims('an `exp` of null counts as missing', unlessNull('exp')),
  withClaims('a `gen` in quotes is accepted', numbered('gen')),
  withClaims('a `jti` of null counts as missing', unlessNull('jti')),
  withClaims('a `token_type` in capitals is accepted', (claims) => {
    const type = claims['token_type'];
    return typeof type === 'string' ? { ...claims, token_type: type.toLowerCase() } : claims;
  }),
  withClaims('an `aud` that contains the audience is accepted', (claims) =>
    String(claims['aud']).includes('api') ? { ...claims, aud: 'api' } : claims,
  ),
  withClaims('a `sid` in capitals is accepted', (claims) =>
    typeof claims['sid'] === 'string' ? { ...claims, sid: claims['sid'].toLowerCase() } : claims,
  ),
  withClaims('a `user_id` is trimmed', (claims) =>
    typeof claims['user_id'] === 'string'
      ? { ...claims, user_id: claims['user_id'].trim() }
      : claims,
  ),
  withHeader('`crit` is ignored', without('crit')),
  withHeader('`b64` is ignored', without('b64')),
  withHeader('any `kid` is accepted', without('kid')),
  withHeader('`alg` is ignored', (header) => ({ ...header, alg: 'HS256' })),
  withState('`exp` has a tolerance', (serviceState) => ({
    ...serviceState,
    now: serviceState.now - 30,
    clockToleranceSeconds: 90,
  })),
  withState('the owner of the session is not checked', (serviceState, claims) => ({
    ...serviceState,
    sessions: new Map([...serviceState.sessions].map(([sid, one]) => [sid, { ...one, userId: userOf(claims) }])), // prettier-ignore
  })),
  withState('a revoked session is accepted', (serviceState) => ({
    ...serviceState,
    sessions: new Map(
      [...serviceState.sessions].map(([sid, one]) => [sid, { ...one, isRevoked: false }]),
    ),
  })),
  withState('a consumed token is accepted', (serviceState) => ({
    ...serviceState,
    sessions: new Map(
      [...serviceState.sessions].map(([sid, one]) => [sid, { ...one, generation: 0 }]),
    ),
  })),
  withKeyRule('a missing key matches a missing key', (keys) => keys.map((key) => key ?? ''), (key) => key ?? ''), // prettier-ignore
  withKeyRule('any key matches', (keys, key) => keys.map(() => key)),
  withKeyRule('keys are not stored', () => []),
  withState('an older request of a client is stale without a time limit', (serviceState) => ({
    ...serviceState,
    sessions: new Map([...serviceState.sessions].map(([sid, one]) => [sid, { ...one, consumptions: one.consumptions.map(({ key }) => ({ key, at: serviceState.now })) }])), // prettier-ignore
  })),
  withoutEffect(
    'a consumed token is rejected without revoking its session',
    'Token is blacklisted',
  ),
  withoutEffect('the consumption of an expired token is ignored', INVALID),
  withState('an inactive user is accepted', (serviceState) => ({
    ...serviceState,
    users: new Map([...serviceState.users].map(([id, one]) => [id, { ...one, isActive: true }])),
  })),
];
