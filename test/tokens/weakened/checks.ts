import { JwtService } from '@nestjs/jwt';
import { type Claims, claimsOf, headerOf, sign } from '../../support/jwt.js';
import type { Authority, Door, Key, KnownConsumption, KnownSession } from '../authority.js';
import { check } from '../oracle.js';
import { INVALID, refused, type Verdict } from '../verdict.js';

/** A judge that forgives one thing, of tokens that are signed with the right secret. */
export interface LenientCheck {
  /** What it overlooks. */
  hole: string;
  check(token: string, door: Door, authority: Authority, key: Key): Verdict;
}

type Edit = (claims: Claims) => Claims;

/** Judges what the token would be if the claims were as they are meant. */
const claiming = (hole: string, edit: Edit): LenientCheck => ({
  hole,
  check: (token, door, authority, key) => {
    const meant = rewritten(token, authority, (header, claims) => [header, edit(claims)]);
    return check(meant, door, authority, key);
  },
});

const heading = (hole: string, edit: Edit): LenientCheck => ({
  hole,
  check: (token, door, authority, key) => {
    const meant = rewritten(token, authority, (header, claims) => [edit(header), claims]);
    return check(meant, door, authority, key);
  },
});

/** With another clock, or other rows. */
const believing = (
  hole: string,
  believe: (authority: Authority, claims: Claims) => Authority,
): LenientCheck => ({
  hole,
  check: (token, door, authority, key) =>
    check(token, door, believe(authority, readOf(token)), key),
});

/** With another key, or other keys in the rows. */
const unlocking = (
  hole: string,
  consumedWith: (keys: readonly Key[], key: Key) => readonly Key[],
  presented: (key: Key) => Key = (key) => key,
): LenientCheck => ({
  hole,
  check: (token, door, authority, key) => {
    const rows = [...authority.sessions].map(([sid, one]): [string, KnownSession] => [
      sid,
      { ...one, consumptions: withKeys(one.consumptions, consumedWith, key) },
    ]);
    return check(token, door, { ...authority, sessions: new Map(rows) }, presented(key));
  },
});

function withKeys(
  consumptions: readonly KnownConsumption[],
  consumedWith: (keys: readonly Key[], key: Key) => readonly Key[],
  key: Key,
): KnownConsumption[] {
  const keys = consumedWith(
    consumptions.map((one) => one.key),
    key,
  );
  return keys.map((one, index) => ({ key: one, at: consumptions[index]?.at ?? 0 }));
}

/** Does nothing to a session where that is said. */
const harmless = (hole: string, says: string): LenientCheck => ({
  hole,
  check: (...presented) => {
    const verdict = check(...presented);
    return verdict.says === says ? refused(says) : verdict;
  },
});

type Halves = readonly [header: Claims, claims: Claims];

/** @returns the token itself when it is none that can be read, or says nothing that is forgiven */
function rewritten(
  token: string,
  { secrets: [secret] }: Authority,
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

function readOf(token: string): Claims {
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

/** As JavaScript's `Number()` and others read it. */
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

/** What is ours alone, such as `crit` and one way to write base64url, is nobody's business then. */
const asJsonwebtoken: LenientCheck = {
  hole: 'the form is what jsonwebtoken takes',
  check: (token, door, authority, key) =>
    check(verifiedByLibrary(token, authority), door, authority, key),
};

/** @returns the claims that the library reads, in a token without fault */
function verifiedByLibrary(token: string, { secrets: [secret] }: Authority): string {
  const timeless = { ignoreExpiration: true, ignoreNotBefore: true };
  try {
    const claims = jwt.verify<Claims>(token, { secret, algorithms: ['HS256'], ...timeless });
    return sign(claims, secret);
  } catch {
    return token;
  }
}

export const LENIENT_JUDGES: readonly LenientCheck[] = [
  asJsonwebtoken,
  claiming('`nbf` means nothing', without('nbf')),
  claiming('an `iat` in the future means nothing', without('iat')),
  claiming('an `exp` in quotes is one', numbered('exp')),
  claiming('an `exp` of null is none', unlessNull('exp')),
  claiming('a `gen` in quotes is one', numbered('gen')),
  claiming('a `jti` of null is none', unlessNull('jti')),
  claiming('a `token_type` in capitals is one', (claims) => {
    const type = claims['token_type'];
    return typeof type === 'string' ? { ...claims, token_type: type.toLowerCase() } : claims;
  }),
  claiming('an `aud` that begins right is right', (claims) =>
    String(claims['aud']).includes('api') ? { ...claims, aud: 'api' } : claims,
  ),
  claiming('a `sid` in capitals is one', (claims) =>
    typeof claims['sid'] === 'string' ? { ...claims, sid: claims['sid'].toLowerCase() } : claims,
  ),
  claiming('a `user_id` is trimmed', (claims) =>
    typeof claims['user_id'] === 'string'
      ? { ...claims, user_id: claims['user_id'].trim() }
      : claims,
  ),
  heading('`crit` means nothing', without('crit')),
  heading('`b64` means nothing', without('b64')),
  heading('a `kid` may be anything', without('kid')),
  heading('`alg` is what the service says', (header) => ({ ...header, alg: 'HS256' })),
  believing('`exp` has a tolerance', (authority) => ({
    ...authority,
    now: authority.now - 30,
    clockToleranceSeconds: 90,
  })),
  believing('nobody asks whose session it is', (authority, claims) => ({
    ...authority,
    sessions: new Map([...authority.sessions].map(([sid, one]) => [sid, { ...one, userId: userOf(claims) }])), // prettier-ignore
  })),
  believing('a session never ends', (authority) => ({
    ...authority,
    sessions: new Map(
      [...authority.sessions].map(([sid, one]) => [sid, { ...one, hasEnded: false }]),
    ),
  })),
  believing('a token is never consumed', (authority) => ({
    ...authority,
    sessions: new Map(
      [...authority.sessions].map(([sid, one]) => [sid, { ...one, generation: 0 }]),
    ),
  })),
  unlocking('no key is the key of who sent none', (keys) => keys.map((key) => key ?? ''), (key) => key ?? ''), // prettier-ignore
  unlocking('any key is the one that consumed the token', (keys, key) => keys.map(() => key)),
  unlocking('a key is forgotten', () => []),
  believing('an older request of a client is stale for ever', (authority) => ({
    ...authority,
    sessions: new Map([...authority.sessions].map(([sid, one]) => [sid, { ...one, consumptions: one.consumptions.map(({ key }) => ({ key, at: authority.now })) }])), // prettier-ignore
  })),
  harmless('a consumed token is refused, and its session lives on', 'Token is blacklisted'),
  harmless('a token that is late was never consumed', INVALID),
  believing('an inactive user is a user', (authority) => ({
    ...authority,
    users: new Map([...authority.users].map(([id, one]) => [id, { ...one, isActive: true }])),
  })),
];
